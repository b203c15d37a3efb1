// The beginning of the job: gets the program, begins to measure, chooses sizes.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { common, giveUp, input, keep, run, tell, wants } = require("./job.js");
const { program } = require("./release.js");

async function main() {
  const environment = process.env;
  if (environment.RUNNER_OS !== "Linux") {
    return tell(`Nothing is done on ${environment.RUNNER_OS || "this system"}: there is a program for Linux only.`);
  }
  const scratch = environment.RUNNER_TEMP || os.tmpdir();
  const binary = input("binary") || await program({
    version: input("version").replace(/^v/, ""), base: input("base-url"), scratch,
    cache: environment.RUNNER_TOOL_CACHE || path.join(scratch, "tools"), architecture: environment.RUNNER_ARCH || "",
  });
  keep("binary", binary);
  if (path.isAbsolute(binary) && environment.GITHUB_PATH) {
    fs.appendFileSync(environment.GITHUB_PATH, `${path.dirname(binary)}\n`);
  }
  if (wants("measure")) {
    const problem = run(binary, ["record", "start"]);
    if (problem) giveUp(`The job is not measured: ${problem}.`);
    else keep("measures", "true");
  }
  if (wants("inject")) {
    const problem = run(binary, ["inject", "--platform", "github-actions", ...common()]);
    if (problem) giveUp(`Sizes stay as they are written: ${problem}.`);
  }
}

main().catch((error) => giveUp(`Nothing is done: ${error.message}.`));
