import type { Reading } from "./readings.js";

/** Draws the levels of one station over time as an SVG polyline. */
export function sparkline(readings: Reading[], width = 240, height = 40): string {
  const points = readings
    .map((reading) => ({ at: Date.parse(reading.taken), level: reading.level_mm }))
    .filter((point) => Number.isFinite(point.at))
    .sort((a, b) => a.at - b.at);
  if (points.length < 2) {
    return `<svg width="${width}" height="${height}"></svg>`;
  }
  const levels = points.map((point) => point.level);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const [start, end] = [points[0]!.at, points[points.length - 1]!.at];
  const line = points
    .map(({ at, level }) => {
      const x = ((at - start) / (end - start || 1)) * width;
      const y = height - ((level - low) / (high - low || 1)) * height;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
  return `<svg width="${width}" height="${height}"><polyline fill="none" stroke="currentColor" points="${line}"/></svg>`;
}
