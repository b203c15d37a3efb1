// Gets the program of a release, once for each version and machine.
"use strict";
const { spawnSync } = require("node:child_process");
const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { fileURLToPath } = require("node:url");
const { isLoopback, reached } = require("./job.js");

const architectures = { X64: "x86_64", ARM64: "aarch64" };
/** Most bytes of the sums, and of an archive or the program in it. */
const largestSums = 1_000_000, largest = 200_000_000;
/**
 * Longest wait for an answer to begin, in milliseconds; as a whole it may take four times that, an archive twelve times.
 * Tests have less of it.
 */
const patience = Number(process.env.INFRAMIND_ACTION_PATIENCE) || 5_000;

const fresh = () => randomBytes(6).toString("hex");

/** An error that another try would meet again. */
const last = (message) => Object.assign(new Error(message), { isLast: true });

/** An address that a release may come from. */
function checked(address) {
  const url = new URL(address);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) {
    throw last(`${url.protocol}// is no address for releases: use https://`);
  }
  if (url.username || url.password) throw last("an address of releases holds no name or password");
  return url;
}

/** The bytes of one answer: of each host on the way the same is asked as of the first. */
async function answered(url, limit, time) {
  const late = new AbortController();
  const clock = setTimeout(() => late.abort(), patience);
  const signal = AbortSignal.any([late.signal, AbortSignal.timeout(time)]);
  try {
    let answer = await fetch(url, { signal, redirect: "manual" });
    for (let hops = 0; [301, 302, 303, 307, 308].includes(answer.status) && hops < 5; hops += 1) {
      const next = answer.headers.get("location") || "";
      await answer.body?.cancel();
      url = checked(new URL(next, url));
      answer = await fetch(url, { signal, redirect: "manual" });
    }
    clearTimeout(clock);
    if (!answer.ok) {
      await answer.body?.cancel();
      throw Object.assign(new Error(`${url.host} answers ${answer.status}`), { isOurs: true });
    }
    const chunks = [];
    let size = 0;
    for await (const chunk of answer.body || []) {
      size += chunk.length;
      if (size > limit) throw last(`it is larger than ${limit / 1e6} MB`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error.isLast || error.isOurs) throw error;
    // The job has waited long enough for a host that is dead.
    if (late.signal.aborted) throw last(`no answer for ${patience / 1000} s`);
    if (signal.aborted) throw last(`no end after ${time / 1000} s`);
    throw new Error(reached(url, error));
  } finally {
    clearTimeout(clock);
  }
}

/** The bytes of a file of the release, tried twice unless it is silent or too large. */
async function fetched(place, name, limit, time) {
  const address = `${place}/${name}`;
  if (address.startsWith("file://")) {
    const file = fileURLToPath(address);
    const facts = fs.statSync(file);
    if (!facts.isFile() || facts.size > limit) throw new Error(`${file} is no file of at most ${limit / 1e6} MB`);
    return fs.readFileSync(file);
  }
  const url = checked(address);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await answered(url, limit, time);
    } catch (error) {
      if (attempt === 2 || error.isLast) throw new Error(`${name} cannot be had from ${url.host}: ${error.message}`);
    }
  }
}

/** The sum that the sums file has for a name. */
function sumOf(name, sums) {
  const line = sums.toString("utf8").split("\n").find((line) => line.trim().split(/\s+\*?/)[1] === name);
  const sum = line ? line.trim().split(/\s+/)[0].toLowerCase() : "";
  if (!/^[0-9a-f]{64}$/.test(sum)) throw new Error(`SHA256SUMS says nothing of ${name}`);
  return sum;
}

/** The program in an archive. Nothing else of it is written anywhere; a link has no bytes, so it is none. */
function unpacked(archive, scratch) {
  const file = path.join(scratch, `${fresh()}.tar.xz`);
  const tar = (...words) => spawnSync("tar", words, {
    stdio: ["ignore", "pipe", "ignore"], timeout: 60_000, killSignal: "SIGKILL", maxBuffer: largest,
  });
  try {
    fs.writeFileSync(file, archive, { flag: "wx" });
    const list = tar("-tJf", file);
    const names = list.status === 0 ? list.stdout.toString("utf8").split("\n") : [];
    const member = names.find((name) => /^(\.\/)?([^/]+\/)?(bin\/)?inframind$/.test(name));
    const result = member && tar("-xJOf", file, "--", member);
    return result?.status === 0 && result.stdout.length > 0 ? result.stdout : null;
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** Whether a program starts, and is of this version. */
function starts(program, version) {
  const result = spawnSync(program, ["--version"], {
    stdio: ["ignore", "pipe", "ignore"], timeout: 5_000, killSignal: "SIGKILL", maxBuffer: 65_536, encoding: "utf8",
  });
  const said = (result.stdout || "").trim();
  return result.status === 0 && (said === version || said.endsWith(` ${version}`));
}

/** Puts the program into a folder of its own. It is renamed into place, so that another job never sees half of it. */
function put(bytes, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const draft = path.join(folder, `.${fresh()}`);
  try {
    fs.writeFileSync(draft, bytes, { flag: "wx", mode: 0o755 });
    fs.chmodSync(draft, 0o755);
    fs.renameSync(draft, path.join(folder, "inframind"));
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Puts the program into the tool cache; false if that cannot be. */
function settle(bytes, folder) {
  try {
    try {
      put(bytes, folder);
    } catch {
      // What is there takes no program, so a whole folder takes its place.
      const whole = `${folder}.${fresh()}`, old = `${folder}.${fresh()}`;
      try {
        put(bytes, whole);
        fs.renameSync(folder, old);
        fs.renameSync(whole, folder);
      } finally {
        for (const rest of [whole, old]) fs.rmSync(rest, { recursive: true, force: true });
      }
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * The program's path, from the tool cache or from the release; its sum is compared before anything of it is unpacked.
 * Without a cache that takes it, it is in the scratch folder. Throws an error with one sentence.
 */
async function program({ version, base, cache, architecture, scratch }) {
  if (!/^[0-9A-Za-z][0-9A-Za-z.+-]*$/.test(version)) throw new Error(`'${version}' is no version`);
  const arch = architectures[architecture];
  if (!arch) throw new Error(`there is no program for ${architecture}`);
  const folder = path.join(cache, "inframind", version, architecture.toLowerCase());
  const found = path.join(folder, "inframind");
  const marker = `${folder}.complete`;
  if (fs.existsSync(marker) && starts(found, version)) return found;

  const name = `inframind-${version}-linux-${arch}.tar.xz`;
  const place = `${base.replace(/\/+$/, "")}/v${version}`;
  const sum = sumOf(name, await fetched(place, "SHA256SUMS", largestSums, 4 * patience));
  const archive = await fetched(place, name, largest, 12 * patience);
  if (createHash("sha256").update(archive).digest("hex") !== sum) {
    throw new Error(`${name} is not what SHA256SUMS says, and is not used`);
  }
  const bytes = unpacked(archive, scratch);
  if (!bytes) throw new Error(`${name} cannot be unpacked, or has no program`);

  if (settle(bytes, folder) && starts(found, version)) {
    try {
      fs.writeFileSync(marker, "");
    } catch {
      // The next job fetches it again.
    }
    return found;
  }
  const own = path.join(scratch, `inframind-${fresh()}`);
  put(bytes, own);
  if (starts(path.join(own, "inframind"), version)) return path.join(own, "inframind");
  fs.rmSync(own, { recursive: true, force: true });
  throw new Error(`the program of ${name} does not start here as ${version}`);
}

module.exports = { program };
