// The end of the job: what was measured is kept, sent and reported.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { common, giveUp, input, kept, run, tell, wants } = require("./job.js");

/** Sends a record to the server, which has ten seconds. */
async function send(record) {
  const server = input("server").replace(/\/+$/, "");
  const answer = await fetch(`${server}/api/v1/records`, {
    method: "POST", body: fs.readFileSync(record), signal: AbortSignal.timeout(10_000),
    headers: { Authorization: `Bearer ${input("record-token")}`, "Content-Type": "application/json" },
  });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
}

async function post() {
  const binary = kept("binary");
  if (!binary) return;
  const folder = process.env.RUNNER_TEMP || os.tmpdir();
  const record = path.join(folder, "inframind-record.json");
  if (kept("measures")) {
    const problem = run(binary, ["record", "stop", "--output", record]);
    if (problem) giveUp(`What was measured is lost: ${problem}.`);
    else if (input("server") && input("record-token") && fs.existsSync(record)) {
      await send(record).catch((error) => giveUp(`The record is not sent: ${error.message}.`));
    }
  }
  if (wants("report")) {
    const places = input("at").split(/\s+/).filter(Boolean).flatMap((place) => ["--at", place]);
    const problem = run(binary, ["report", ...common(), ...places], {
      GITHUB_TOKEN: input("token"), INFRAMIND_HEAD_SHA: input("head-sha"), INFRAMIND_LABELS: input("labels"),
    });
    if (problem) giveUp(`Nothing is reported: ${problem}.`);
  }
}

post().catch((error) => giveUp(`Nothing is done: ${error.message}.`));
