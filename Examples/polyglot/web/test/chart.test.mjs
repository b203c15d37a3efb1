import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkline } from "../dist/chart.js";
import { inMetres } from "../dist/readings.js";

const reading = (hour, level_mm) => ({
  station: "oban",
  taken: `2026-03-01T${String(hour).padStart(2, "0")}:00:00Z`,
  level_mm,
});

test("a rising tide goes up from left to right", () => {
  const svg = sparkline([reading(2, 2000), reading(1, 1000)], 100, 10);
  assert.match(svg, /points="0\.0,10\.0 100\.0,0\.0"/);
});

test("one reading is no line", () => {
  assert.doesNotMatch(sparkline([reading(1, 1000)]), /polyline/);
});

test("levels below datum carry their sign", () => {
  assert.equal(inMetres(reading(1, -250)), "−0.25 m");
});
