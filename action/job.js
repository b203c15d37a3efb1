// What both halves of the action need of the job that they run in.
"use strict";
const { spawnSync } = require("node:child_process");
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** An input of the step, as the runner hands it over. */
const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] || "").trim();
const wants = (name) => input(name).toLowerCase() === "true";

/** One line for the log: no command of the runner, whatever it holds. */
function tell(message, level = "notice") {
  const text = String(message).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
  console.log(`::${level} title=InfraMind::${text}`);
}

/** Says why something was not done; the job goes on unless it is to be strict. */
function giveUp(message) {
  const isStrict = wants("strict");
  tell(message, isStrict ? "error" : "notice");
  if (isStrict) process.exitCode = 1;
}

/** Keeps a value for the other half. */
function keep(name, value) {
  if (process.env.GITHUB_STATE) fs.appendFileSync(process.env.GITHUB_STATE, `${name}=${value}\n`);
}
const kept = (name) => process.env[`STATE_${name}`] || "";

/** Whether an address is of this machine. */
const isLoopback = (url) => ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);

/** Why a host gave no answer: in fixed words, since an error may quote what was sent. */
function reached(url, error) {
  const code = String(error.cause?.code || "");
  return `${url.host} cannot be reached${/^[A-Z_]+$/.test(code) ? ` (${code})` : ""}`;
}

function isFolder(name) {
  try {
    return fs.statSync(name).isDirectory();
  } catch {
    return false;
  }
}

/** A nameless file for what a program says; `null` if there can be none. */
function opened() {
  const file = path.join(process.env.RUNNER_TEMP || os.tmpdir(), `inframind-${randomBytes(6).toString("hex")}`);
  try {
    const open = fs.openSync(file, "wx+", 0o600);
    fs.unlinkSync(file);
    return open;
  } catch {
    return null;
  }
}

/** The line that says what is wrong; empty if there is none. */
function complaint(text) {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
  const line = lines.find((line) => /^(inframind: )?error: /i.test(line)) || lines.at(-1) || "";
  return line.replace(/^inframind: /, "").replace(/^error: /i, "").replace(/\.$/, "").slice(0, 300);
}

/**
 * Runs the program with its output in the log; never longer than a minute. Says what went wrong.
 * Errors go by a file, since a pipe would wait for what the program leaves running.
 */
function run(program, words, more = {}) {
  const folder = input("path") || ".";
  if (!isFolder(folder)) return `the folder '${folder}' of the input path is not there`;
  const token = input("server-token");
  const errors = opened();
  const result = spawnSync(program, words, {
    cwd: folder, stdio: ["ignore", "inherit", errors ?? "inherit"], timeout: 60_000,
    env: { ...process.env, ...(token && { INFRAMIND_TOKEN: token }), ...more },
  });
  let said = "";
  if (errors !== null) {
    const bytes = Buffer.alloc(65_536);
    said = bytes.toString("utf8", 0, fs.readSync(errors, bytes, 0, bytes.length, 0));
    fs.closeSync(errors);
    process.stderr.write(said);
  }
  if (result.status === 0) return null;
  if (result.error) return result.error.code === "ETIMEDOUT" ? "it takes longer than a minute" : result.error.message;
  const wrong = complaint(said);
  return `status ${result.status ?? result.signal}${wrong && `: ${wrong}`}`;
}

/** Options that the commands share. */
const common = () => (wants("strict") ? ["--strict"] : []).concat(
  input("server") ? ["--server", input("server")] : []);

module.exports = { common, giveUp, input, isLoopback, keep, kept, reached, run, tell, wants };
