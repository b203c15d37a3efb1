// What both halves of the action need of the job that they run in.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");

/** An input of the step, as the runner hands it over. */
const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] || "").trim();
const wants = (name) => input(name).toLowerCase() === "true";

/** One line for the log: no command of the runner, whatever it holds. */
function tell(message) {
  const text = String(message).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
  console.log(`::notice title=InfraMind::${text}`);
}

/** Says why something was not done; the job goes on unless it is to be strict. */
function giveUp(message) {
  tell(message);
  if (wants("strict")) process.exitCode = 1;
}

/** Keeps a value for the other half. */
function keep(name, value) {
  if (process.env.GITHUB_STATE) fs.appendFileSync(process.env.GITHUB_STATE, `${name}=${value}\n`);
}
const kept = (name) => process.env[`STATE_${name}`] || "";

/** Runs the program with its output in the log; never longer than a minute. */
function run(program, words, more = {}) {
  const token = input("server-token");
  const result = spawnSync(program, words, {
    cwd: input("path") || ".", stdio: ["ignore", "inherit", "inherit"], timeout: 60_000,
    env: { ...process.env, ...(token && { INFRAMIND_TOKEN: token }), ...more },
  });
  return result.status === 0 ? null : result.error ? result.error.message : `status ${result.status}`;
}

/** Options that the commands share. */
const common = () => (wants("strict") ? ["--strict"] : []).concat(
  input("server") ? ["--server", input("server")] : []);

module.exports = { common, giveUp, input, keep, kept, run, tell, wants };
