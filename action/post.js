// The end of the job: what was measured is kept, sent and reported.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { common, giveUp, input, isLoopback, kept, reached, run, wants } = require("./job.js");

/** Where records go. What is thrown here and below are fixed sentences, since others may quote the token. */
function records() {
  let url;
  try {
    url = new URL(input("server"));
  } catch {
    throw new Error("the input server is no address");
  }
  if (url.username || url.password) throw new Error("the input server holds a name or a password");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) {
    throw new Error("a token is sent by https:// only, which the input server is not");
  }
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v1/records`;
  url.search = url.hash = "";
  return url;
}

/** Sends a record to the server, which has ten seconds. */
async function send(record) {
  const url = records();
  const token = input("record-token");
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("the input record-token is no token");
  let body;
  try {
    body = fs.readFileSync(record);
  } catch {
    throw new Error("its file cannot be read");
  }
  const signal = AbortSignal.timeout(10_000);
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST", body, signal, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    });
    await answer.body?.cancel();
  } catch (error) {
    throw new Error(signal.aborted ? `${url.host} does not answer in 10 s` : reached(url, error));
  }
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
