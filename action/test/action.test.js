// The action as the runner runs it: its own processes, the runner's files and variables, releases on loopback.
"use strict";
const assert = require("node:assert/strict");
const { execFileSync, spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const { after, before, test } = require("node:test");

const action = path.dirname(__dirname);
let home, server, base;
/** What the release host does; and what it was asked. */
let answer, asked;

/** A program that writes down how it was called. */
const program = `#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
[ "$1 $2" != "record stop" ] || printf '{}' >"$4"
[ "$1" != report ] || printf 'token=%s sha=%s labels=%s\\n' "$GITHUB_TOKEN" "$INFRAMIND_HEAD_SHA" "$INFRAMIND_LABELS" >>"$CALLS"
[ "$1" != inject ] || printf 'runners={}\\n' >>"$GITHUB_OUTPUT"
[ "$1" != inject ] || printf 'server token=%s\\n' "\${INFRAMIND_TOKEN-none}" >>"$CALLS"
exit "\${FAILS:-0}"
`;
const release = {};

before(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "inframind-action-"));
  const folder = path.join(home, "inframind-9.9.9");
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "inframind"), program, { mode: 0o755 });
  const name = "inframind-9.9.9-linux-x86_64.tar.xz";
  execFileSync("tar", ["-cJf", path.join(home, name), "-C", home, "inframind-9.9.9"]);
  release[name] = fs.readFileSync(path.join(home, name));
  const sum = createHash("sha256").update(release[name]).digest("hex");
  release.SHA256SUMS = Buffer.from(`${"0".repeat(64)}  other\n${sum}  ${name}\n`);
  server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  fs.rmSync(home, { recursive: true, force: true });
});

const serve = (change = (bytes) => bytes) => (request, response) => {
  const name = request.url.split("/").pop();
  if (!request.url.startsWith("/v9.9.9/") || !release[name]) return response.writeHead(404).end();
  response.end(change(release[name], name));
};

/** A job of the runner: its folders and files, and both halves of the step. */
class Job {
  constructor(inputs = {}, variables = {}) {
    this.folder = fs.mkdtempSync(path.join(home, "job-"));
    this.inputs = { measure: "true", path: ".", version: "9.9.9", "base-url": base, strict: "false", ...inputs };
    this.variables = { RUNNER_OS: "Linux", RUNNER_ARCH: "X64", ...variables };
    this.tools = path.join(home, "tools");
    asked = [];
    answer = serve();
    for (const name of ["output", "state", "summary", "path", "calls"]) fs.writeFileSync(this.file(name), "");
  }

  file(name) { return path.join(this.folder, name); }
  text(name) { return fs.readFileSync(this.file(name), "utf8"); }
  calls() { return this.text("calls").trim().split("\n").filter(Boolean); }

  run(half) {
    const state = Object.fromEntries(
      this.text("state").trim().split("\n").filter(Boolean).map((line) => line.split(/=(.*)/s)).map(([key, value]) => [`STATE_${key}`, value]));
    const inputs = Object.fromEntries(Object.entries(this.inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]));
    const env = {
      PATH: process.env.PATH, HOME: home, RUNNER_TEMP: this.folder, RUNNER_TOOL_CACHE: this.tools,
      GITHUB_OUTPUT: this.file("output"), GITHUB_STATE: this.file("state"), GITHUB_STEP_SUMMARY: this.file("summary"),
      GITHUB_PATH: this.file("path"), CALLS: this.file("calls"), INFRAMIND_ACTION_PATIENCE: "300",
      ...this.variables, ...inputs, ...state,
    };
    return new Promise((done) => {
      const child = spawn(process.execPath, [path.join(action, `${half}.js`)], { env, cwd: this.folder });
      let output = "";
      child.stdout.on("data", (data) => { output += data; });
      child.stderr.on("data", (data) => { output += data; });
      child.on("close", (status) => done({ status, output }));
    });
  }

  async both() { return [await this.run("main"), await this.run("post")]; }
}

test("a job is measured, sized and reported, and the program is fetched once", async () => {
  fs.rmSync(path.join(home, "tools"), { recursive: true, force: true });
  const inputs = { inject: "true", report: "true", at: "summary comment", token: "t0ken", "head-sha": "abc", labels: "a,b" };
  const job = new Job(inputs);
  const [main, post] = await job.both();
  assert.equal(main.status, 0, main.output);
  assert.equal(post.status, 0, post.output);
  assert.deepEqual(job.calls(), [
    "record start", "inject --platform github-actions", "server token=none",
    `record stop --output ${path.join(job.folder, "inframind-record.json")}`, "report --at summary --at comment",
    "token=t0ken sha=abc labels=a,b",
  ]);
  assert.equal(job.text("output"), "runners={}\n");
  assert.equal(job.text("path").trim(), path.join(home, "tools", "inframind", "9.9.9", "x64"));
  assert.ok(!(main.output + post.output).includes("t0ken"));
  assert.deepEqual(asked, ["GET /v9.9.9/SHA256SUMS", "GET /v9.9.9/inframind-9.9.9-linux-x86_64.tar.xz"]);

  const second = new Job();
  assert.equal((await second.run("main")).status, 0);
  assert.deepEqual(asked, [], "it is in the tool cache");
  assert.deepEqual(second.calls(), ["record start"]);
});

const faults = {
  "a wrong sum": [serve((bytes, name) => (name === "SHA256SUMS" ? bytes : Buffer.concat([bytes, Buffer.from("x")]))), "is not what SHA256SUMS says"],
  "no sum": [serve((bytes, name) => (name === "SHA256SUMS" ? Buffer.from("nothing\n") : bytes)), "says nothing of"],
  "no release": [(request, response) => response.writeHead(404).end(), "answers 404"],
  "a host that never answers": [() => {}, "cannot be had"],
  "an archive that is none": [null, "cannot be unpacked"],
};
for (const [name, [script, words]] of Object.entries(faults)) {
  test(`${name} leaves the job alone, in one line`, async () => {
    const job = new Job();
    job.tools = path.join(job.folder, "tools");
    const junk = Buffer.from("no archive at all");
    const sum = createHash("sha256").update(junk).digest("hex");
    answer = script || serve((bytes, file) => (file === "SHA256SUMS" ? Buffer.from(`${sum}  inframind-9.9.9-linux-x86_64.tar.xz\n`) : junk));
    const [main, post] = await job.both();
    assert.equal(main.status, 0);
    assert.equal(post.status, 0);
    assert.equal(main.output.trim().split("\n").length, 1, main.output);
    assert.ok(main.output.startsWith("::notice") && main.output.includes(words), main.output);
    assert.equal(post.output, "");
    assert.deepEqual(job.calls(), []);
    assert.ok(!fs.existsSync(path.join(job.tools, "inframind", "9.9.9", "x64.complete")));
    job.inputs.strict = "true";
    assert.equal((await job.run("main")).status, 1);
  });
}

test("a silent host is waited for once", async () => {
  const job = new Job();
  job.tools = path.join(job.folder, "tools");
  answer = () => {};
  const main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("no answer for 0.3 s"), main.output);
  assert.deepEqual(asked, ["GET /v9.9.9/SHA256SUMS"]);
  asked = [];
  answer = (request, response) => response.writeHead(200).write("half");
  assert.equal((await job.run("main")).status, 0);
  assert.deepEqual(asked, ["GET /v9.9.9/SHA256SUMS"]);
});

test("a token of the workflow's environment stays unless the step has one", async () => {
  const inputs = { binary: path.join(home, "inframind-9.9.9", "inframind"), inject: "true" };
  const own = new Job(inputs, { INFRAMIND_TOKEN: "imh_own" });
  assert.equal((await own.run("main")).status, 0);
  assert.ok(own.calls().includes("server token=imh_own"), own.text("calls"));
  const given = new Job({ ...inputs, "server-token": "imh_step" }, { INFRAMIND_TOKEN: "imh_own" });
  assert.equal((await given.run("main")).status, 0);
  assert.ok(given.calls().includes("server token=imh_step"), given.text("calls"));
});

test("on other systems it says so and does nothing", async () => {
  for (const variables of [{ RUNNER_OS: "macOS", RUNNER_ARCH: "ARM64" }, { RUNNER_OS: "Windows" }]) {
    const job = new Job({ strict: "true" }, variables);
    const [main, post] = await job.both();
    assert.equal(main.status + post.status, 0);
    assert.ok(main.output.includes(variables.RUNNER_OS));
    assert.deepEqual([asked, job.calls()], [[], []]);
  }
  const odd = await new Job({}, { RUNNER_ARCH: "ARM" }).run("main");
  assert.ok(odd.status === 0 && odd.output.includes("no program for ARM"), odd.output);
});

test("a program that is there already is taken, and one that fails does not fail the job", async () => {
  const job = new Job({ binary: path.join(home, "inframind-9.9.9", "inframind"), inject: "true", report: "true" }, { FAILS: "7" });
  const [main, post] = await job.both();
  assert.equal(main.status + post.status, 0);
  assert.deepEqual(asked, []);
  assert.ok(main.output.includes("The job is not measured: status 7.") && main.output.includes("Sizes stay as they are written"));
  assert.ok(post.output.includes("Nothing is reported: status 7."));
  job.inputs.strict = "true";
  assert.equal((await job.run("main")).status, 1);
  const missing = await new Job({ binary: "/nowhere/inframind" }).run("main");
  assert.ok(missing.status === 0 && missing.output.includes("ENOENT"), missing.output);
});

test("a record is sent with its own token, and a server that fails is one line", async () => {
  const job = new Job({ server: base, "record-token": "imr_x", "server-token": "imh_y" });
  let got = {};
  answer = (request, response) => {
    if (!request.url.startsWith("/api")) return serve()(request, response);
    got = { url: request.url, token: request.headers.authorization };
    response.writeHead(200).end("{}");
  };
  let [main, post] = await job.both();
  assert.equal(main.output + post.output, "");
  assert.deepEqual(got, { url: "/api/v1/records", token: "Bearer imr_x" });
  answer = (request, response) => response.writeHead(503).end();
  post = await job.run("post");
  assert.ok(post.status === 0 && post.output.includes("the server answers 503"), post.output);
  assert.ok(!post.output.includes("imr_x"));
});

test("nothing but https, this machine and files are releases' places, and versions are versions", async () => {
  for (const [inputs, words] of [
    [{ "base-url": "http://example.org/x" }, "use https://"], [{ "base-url": "ftp://example.org" }, "use https://"],
    [{ version: "../../x" }, "is no version"], [{ version: "" }, "is no version"], [{ "base-url": "nonsense" }, "Invalid URL"],
  ]) {
    const job = new Job(inputs);
    job.tools = path.join(job.folder, "tools");
    const main = await job.run("main");
    assert.ok(main.status === 0 && main.output.includes(words), main.output);
    assert.deepEqual(asked, []);
  }
  const mirror = path.join(home, "mirror", "v9.9.9");
  fs.mkdirSync(mirror, { recursive: true });
  for (const [name, bytes] of Object.entries(release)) fs.writeFileSync(path.join(mirror, name), bytes);
  const job = new Job({ "base-url": `file://${path.join(home, "mirror")}` });
  job.tools = path.join(job.folder, "tools");
  assert.equal((await job.run("main")).output, "");
  assert.deepEqual(job.calls(), ["record start"]);
});

test("what a log would take for a command is none", async () => {
  const job = new Job({ version: "1\n::error::x" });
  const main = await job.run("main");
  assert.equal(main.output.trim().split("\n").length, 1, main.output);
});
