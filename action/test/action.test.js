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
/** For jobs whose host does not answer. */
const impatient = { INFRAMIND_ACTION_PATIENCE: "300" };
let home, server, base;
/** What the release host does; and what it was asked. */
let answer, asked;

/** A program that writes down how it was called. */
const program = `#!/bin/sh
[ "$1" != --version ] || { echo "inframind 9.9.9"; exit 0; }
printf '%s\\n' "$*" >>"$CALLS"
[ "$1 $2" != "record stop" ] || printf '{}' >"$4"
[ "$1" != report ] || printf 'token=%s sha=%s labels=%s\\n' "$GITHUB_TOKEN" "$INFRAMIND_HEAD_SHA" "$INFRAMIND_LABELS" >>"$CALLS"
[ "$1" != inject ] || printf 'runners={}\\n' >>"$GITHUB_OUTPUT"
[ "$1" != inject ] || printf 'server token=%s\\n' "\${INFRAMIND_TOKEN-none}" >>"$CALLS"
printf '%s' "\${SAYS:-}" >&2
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

/** A release with another archive, whose sum is right. */
const serveArchive = (archive) => {
  const sum = createHash("sha256").update(archive).digest("hex");
  return serve((bytes, name) => (name === "SHA256SUMS" ? Buffer.from(`${sum}  inframind-9.9.9-linux-x86_64.tar.xz\n`) : archive));
};

/** A port that nobody listens at. */
async function closedPort() {
  const other = http.createServer();
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const { port } = other.address();
  await new Promise((done) => other.close(done));
  return port;
}

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
      GITHUB_PATH: this.file("path"), CALLS: this.file("calls"), INFRAMIND_ACTION_PATIENCE: "5000",
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
  "a host that never answers": [() => {}, "cannot be had", impatient],
  "an archive that is none": [null, "cannot be unpacked"],
};
for (const [name, [script, words, variables]] of Object.entries(faults)) {
  test(`${name} leaves the job alone, in one line`, async () => {
    const job = new Job({}, variables);
    job.tools = path.join(job.folder, "tools");
    answer = script || serveArchive(Buffer.from("no archive at all"));
    const [main, post] = await job.both();
    assert.equal(main.status, 0);
    assert.equal(post.status, 0);
    assert.equal(main.output.trim().split("\n").length, 1, main.output);
    assert.ok(main.output.startsWith("::notice") && main.output.includes(words), main.output);
    assert.equal(post.output, "");
    assert.deepEqual(job.calls(), []);
    assert.ok(!fs.existsSync(path.join(job.tools, "inframind", "9.9.9", "x64.complete")));
    job.inputs.strict = "true";
    const strict = await job.run("main");
    assert.ok(strict.status === 1 && strict.output.startsWith("::error"), strict.output);
  });
}

test("a silent host is waited for once", async () => {
  const job = new Job({}, impatient);
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
    [{ version: "../../x" }, "is no version"], [{ version: ".." }, "is no version"],
    [{ "base-url": "http://localhost:x@example.org" }, "use https://"], [{ "base-url": "https://me:s3cret@example.org" }, "no name or password"],
    [{ "base-url": "http://127.0.0.1.example.org" }, "use https://"], [{ version: "" }, "is no version"], [{ "base-url": "nonsense" }, "Invalid URL"],
  ]) {
    const job = new Job(inputs);
    job.tools = path.join(job.folder, "tools");
    const main = await job.run("main");
    assert.ok(main.status === 0 && main.output.includes(words), main.output);
    assert.ok(!main.output.includes("s3cret"));
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

/** A job whose tool cache holds something already; its folder of this version is handed to `fill`. */
function jobWithCache(fill, { isComplete = false, inputs = {} } = {}) {
  const job = new Job(inputs);
  job.tools = path.join(job.folder, "tools");
  job.cache = path.join(job.tools, "inframind", "9.9.9", "x64");
  fs.mkdirSync(path.dirname(job.cache), { recursive: true });
  fill(job.cache);
  if (isComplete) fs.writeFileSync(`${job.cache}.complete`, "");
  return job;
}

/** Puts a script where the program has its place. */
const script = (text) => (folder) => {
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "inframind"), text, { mode: 0o755 });
};

const half = script('#!/bin/sh\nif [ "$1" = record ]; then echo half >>"$CALLS"\n');
const caches = {
  "half a program without a marker": [half, false],
  "a program that may not run": [(folder) => { half(folder); fs.chmodSync(path.join(folder, "inframind"), 0o644); }, false],
  "half a program with a marker": [half, true],
  "a program of another version": [script('#!/bin/sh\necho "inframind 9.9.8"\n'), true],
  "a program that hangs": [script("#!/bin/sh\nsleep 30\n"), true],
  "a marker alone": [() => {}, true],
  "a folder in place of the program": [(folder) => fs.mkdirSync(path.join(folder, "inframind", "x"), { recursive: true }), true],
  "a file in place of the folder": [(folder) => fs.writeFileSync(folder, "x"), false],
};
for (const [name, [fill, isComplete]] of Object.entries(caches)) {
  test(`${name} in the tool cache is replaced`, async () => {
    const job = jobWithCache(fill, { isComplete });
    const main = await job.run("main");
    assert.ok(main.status === 0 && main.output === "", main.output);
    assert.deepEqual(job.calls(), ["record start"]);
    assert.equal(asked.length, 2);
    assert.equal(fs.readFileSync(path.join(job.cache, "inframind"), "utf8"), program);
    assert.deepEqual(fs.readdirSync(path.dirname(job.cache)).sort(), ["x64", "x64.complete"]);
    assert.deepEqual(fs.readdirSync(job.cache), ["inframind"]);
    asked = [];
    assert.equal((await job.run("main")).status, 0);
    assert.deepEqual(asked, [], "now it is kept");
  });
}

test("a tool cache that takes nothing leaves the program in the scratch folder", async () => {
  const job = new Job();
  job.tools = path.join(job.folder, "tools");
  fs.writeFileSync(job.tools, "no folder");
  const [main, post] = await job.both();
  assert.equal(main.output + post.output, "");
  assert.equal(job.calls()[0], "record start");
  assert.equal(job.calls().length, 2);
  assert.equal(path.dirname(job.text("path").trim()), job.folder);
});

test("a program that does not start here is no program, and the cache is not complete", async () => {
  const folder = fs.mkdtempSync(path.join(home, "old-"));
  script('#!/bin/sh\necho "inframind 9.9.8"\n')(path.join(folder, "inframind-9.9.9"));
  const job = jobWithCache(() => {});
  answer = serveArchive(execFileSync("tar", ["-cJf", "-", "-C", folder, "inframind-9.9.9"]));
  const main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("does not start here as 9.9.9"), main.output);
  assert.ok(!fs.existsSync(`${job.cache}.complete`));
  assert.deepEqual(fs.readdirSync(job.folder).filter((name) => name.startsWith("inframind-")), []);
});

test("jobs at once on one machine all have the whole program", async () => {
  const first = jobWithCache(half);
  const jobs = [first, ...Array.from({ length: 7 }, () => new Job())];
  for (const job of jobs) job.tools = first.tools;
  for (const main of await Promise.all(jobs.map((job) => job.run("main")))) assert.equal(main.output, "");
  for (const job of jobs) assert.deepEqual(job.calls(), ["record start"]);
  assert.deepEqual(fs.readdirSync(path.dirname(first.cache)).sort(), ["x64", "x64.complete"]);
  assert.deepEqual(fs.readdirSync(first.cache), ["inframind"]);
});

test("what does not end, or is too large, is not waited for", async () => {
  const job = jobWithCache(() => {});
  job.variables.INFRAMIND_ACTION_PATIENCE = "500";
  const flood = (request, response) => {
    const more = () => { while (!response.destroyed && response.write(Buffer.alloc(65_536))); };
    response.on("drain", more);
    more();
  };
  answer = flood;
  let main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("SHA256SUMS cannot be had") && main.output.includes("larger than 1 MB"), main.output);
  assert.equal(asked.length, 1);

  const drip = (request, response) => {
    const clock = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(clock));
  };
  answer = drip;
  main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("no end after 2 s"), main.output);
  answer = (request, response) => (request.url.endsWith("SHA256SUMS") ? serve() : drip)(request, response);
  main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("no end after 6 s"), main.output);

  const mirror = path.join(job.folder, "mirror", "v9.9.9");
  fs.mkdirSync(mirror, { recursive: true });
  fs.writeFileSync(path.join(mirror, "SHA256SUMS"), release.SHA256SUMS);
  fs.writeFileSync(path.join(mirror, "inframind-9.9.9-linux-x86_64.tar.xz"), "");
  fs.truncateSync(path.join(mirror, "inframind-9.9.9-linux-x86_64.tar.xz"), 200_000_001);
  job.inputs["base-url"] = `file://${path.dirname(mirror)}`;
  main = await job.run("main");
  assert.ok(main.status === 0 && main.output.includes("no file of at most 200 MB"), main.output);
});

test("an archive writes nothing but the program, which is no link", async () => {
  const folder = fs.mkdtempSync(path.join(home, "evil-"));
  const outside = path.join(folder, "outside");
  const inside = path.join(folder, "inframind-9.9.9");
  fs.mkdirSync(outside);
  fs.mkdirSync(inside);
  fs.symlinkSync(outside, path.join(inside, "link"));
  fs.writeFileSync(path.join(folder, "climber"), "x");
  const tar = (name, ...words) => execFileSync("tar", ["-P", "-C", folder, name, path.join(folder, "all.tar"), ...words]);
  tar("-cf", "inframind-9.9.9");
  tar("-rf", "--transform=s,climber,inframind-9.9.9/link/climber,", "climber");
  tar("-rf", "--transform=s,climber,inframind-9.9.9/../../climber,", "climber");
  tar("-rf", `--transform=s,climber,${outside}/climber,`, "climber");
  fs.writeFileSync(path.join(inside, "inframind"), program, { mode: 0o755 });
  tar("-rf", "inframind-9.9.9/inframind");
  const packed = () => execFileSync("xz", ["-c", path.join(folder, "all.tar")]);
  const job = jobWithCache(() => {});
  answer = serveArchive(packed());
  let main = await job.run("main");
  assert.equal(main.output, "");
  assert.deepEqual(job.calls(), ["record start"]);
  assert.deepEqual(fs.readdirSync(job.cache), ["inframind"]);
  assert.deepEqual(fs.readdirSync(outside), []);
  assert.deepEqual(fs.readdirSync(home).concat(fs.readdirSync(job.folder)).filter((name) => name === "climber"), []);
  assert.deepEqual(fs.readdirSync(job.folder).filter((name) => name.endsWith(".xz")), []);

  for (const make of [fs.symlinkSync, fs.linkSync]) {
    fs.renameSync(path.join(inside, "inframind"), path.join(inside, "aside"));
    make(path.join(inside, "aside"), path.join(inside, "inframind"));
    fs.rmSync(path.join(folder, "all.tar"));
    tar("-cf", "inframind-9.9.9/aside", "inframind-9.9.9/inframind");
    const other = jobWithCache(() => {});
    answer = serveArchive(packed());
    main = await other.run("main");
    assert.ok(main.status === 0 && main.output.includes("has no program"), main.output);
    assert.deepEqual(other.calls(), []);
    fs.rmSync(path.join(inside, "inframind"));
    fs.renameSync(path.join(inside, "aside"), path.join(inside, "inframind"));
  }
});

test("a release may be elsewhere, but not at a place that is no release's", async () => {
  const job = jobWithCache(() => {});
  answer = (request, response) => (request.url.startsWith("/v9.9.9/")
    ? response.writeHead(302, { Location: `/there${request.url}` }).end()
    : serve()({ url: request.url.replace("/there", "") }, response));
  assert.equal((await job.run("main")).output, "");
  assert.equal(asked.length, 4);
  for (const place of ["http://example.org/x", "file:///etc/passwd"]) {
    const other = jobWithCache(() => {});
    answer = (request, response) => response.writeHead(302, { Location: place }).end();
    const main = await other.run("main");
    assert.ok(main.status === 0 && main.output.includes("use https://"), main.output);
    assert.equal(asked.length, 1);
  }
  const lost = jobWithCache(() => {});
  answer = (request, response) => response.writeHead(302, { Location: request.url }).end();
  const main = await lost.run("main");
  assert.ok(main.status === 0 && main.output.includes("answers 302"), main.output);
});

test("a host that cannot be reached is named, and nothing more of its address", async () => {
  const port = await closedPort();
  const job = new Job({ "base-url": `http://127.0.0.1:${port}/s3cret` });
  job.tools = path.join(job.folder, "tools");
  const main = await job.run("main");
  assert.ok(main.output.includes(`127.0.0.1:${port} cannot be reached (ECONNREFUSED)`), main.output);
  assert.ok(!main.output.includes("s3cret") && !main.output.includes("fetch failed"), main.output);
});

/** What the second half says of a record that it has with these inputs. */
async function sent(inputs) {
  const job = new Job({ binary: path.join(home, "inframind-9.9.9", "inframind"), "record-token": "imr_x", server: base, ...inputs });
  assert.equal((await job.run("main")).output, "");
  asked = [];
  const post = await job.run("post");
  assert.equal(post.status, 0);
  assert.ok(post.output.trim().split("\n").length === 1 && !post.output.includes("Bearer"), post.output);
  assert.ok(!post.output.includes(inputs["record-token"] || "imr_x"), post.output);
  return post.output;
}

test("what is no token is neither sent nor told", async () => {
  for (const token of ["imr_a\nimr_b", "imr_a b", "imr_ä", "imr_\u2028x", "imr_\u0001x", "imr_a\tb"]) {
    assert.ok((await sent({ "record-token": token })).includes("The record is not sent: the input record-token is no token."));
    assert.deepEqual(asked, []);
  }
});

test("a token goes by https or to this machine", async () => {
  for (const [server, words] of [
    ["http://example.org", "https:// only"], ["http://127.0.0.1.example.org", "https:// only"], ["http://localhost.example.org", "https:// only"],
    ["http://[::2]", "https:// only"], ["ftp://127.0.0.1", "https:// only"], [`${base.replace("//", "//me:s3cret@")}`, "name or a password"],
    ["http://localhost:x@example.org", "name or a password"], ["nonsense", "is no address"], ["https://", "is no address"],
  ]) {
    const output = await sent({ server });
    assert.ok(output.includes("The record is not sent: ") && output.includes(words), `${server}: ${output}`);
    assert.ok(!output.includes("s3cret"));
    assert.deepEqual(asked, []);
  }
  const port = await closedPort();
  assert.ok((await sent({ server: `http://127.0.0.1:${port}` })).includes(`127.0.0.1:${port} cannot be reached`));
});

test("a server that sends the record elsewhere does not send the token there", async () => {
  const got = [];
  const other = http.createServer((request, response) => {
    got.push(request.headers.authorization);
    response.end("{}");
  });
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const job = new Job({ binary: path.join(home, "inframind-9.9.9", "inframind"), "record-token": "imr_x", server: base });
  answer = (request, response) => response.writeHead(307, { Location: `http://127.0.0.1:${other.address().port}/x` }).end();
  const [main, post] = await job.both();
  other.closeAllConnections();
  other.close();
  assert.equal(main.output, "");
  assert.ok(!post.output.includes("imr_x"));
  assert.ok(got.every((header) => header === undefined), got.join());
});

test("a folder that is not there is named, and what the program says is told", async () => {
  const binary = path.join(home, "inframind-9.9.9", "inframind");
  const lost = new Job({ binary, path: "no/such", strict: "true" });
  const main = await lost.run("main");
  assert.equal(main.output, "::error title=InfraMind::The job is not measured: the folder 'no/such' of the input path is not there.\n");
  assert.equal(main.status, 1);

  for (const [says, words] of [
    ["Error: Missing value for '--server <url>'\nUsage: inframind\n", "status 2: Missing value for '--server <url>'."],
    ["inframind: error: x\n::error::y\n", "status 2: x."], ["one\n\ninframind: two.\n", "status 2: two."],
  ]) {
    const job = new Job({ binary }, { FAILS: "2", SAYS: says });
    const { status, output } = await job.run("main");
    assert.ok(status === 0 && output.includes(`::The job is not measured: ${words}\n`), output);
    assert.ok(output.includes(says), "all of it is in the log");
    assert.deepEqual(fs.readdirSync(job.folder).filter((name) => name.startsWith("inframind-")), []);
  }
});

test("what the program leaves running is not waited for", async () => {
  const folder = fs.mkdtempSync(path.join(home, "slow-"));
  const binary = path.join(folder, "inframind");
  fs.writeFileSync(binary, "#!/bin/sh\nsleep 8 >/dev/null &\n", { mode: 0o755 });
  const start = Date.now();
  const main = await new Job({ binary }).run("main");
  assert.ok(main.output === "" && Date.now() - start < 6_000);
});
