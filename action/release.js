// Gets the program of a release, once for each version and machine.
"use strict";
const { spawnSync } = require("node:child_process");
const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { fileURLToPath } = require("node:url");

const architectures = { X64: "x86_64", ARM64: "aarch64" };
const largest = 64 * 1024 * 1024;
/** Longest wait for an answer to begin, in milliseconds, of four that it may take as a whole; tests have less of it. */
const patience = Number(process.env.INFRAMIND_ACTION_PATIENCE) || 5_000;

/** The bytes of one answer. */
async function answered(url) {
  const late = new AbortController();
  const clock = setTimeout(() => late.abort(new Error(`no answer for ${patience / 1000} s`)), patience);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([late.signal, AbortSignal.timeout(4 * patience)]) });
    clearTimeout(clock);
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    // The job has waited long enough for a host that is dead.
    error.isLast = late.signal.aborted || error.name === "TimeoutError";
    throw error;
  } finally {
    clearTimeout(clock);
  }
}

/** The bytes at an address, tried twice unless it is silent. */
async function fetched(address) {
  if (address.startsWith("file://")) return fs.readFileSync(fileURLToPath(address));
  const url = new URL(address);
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) {
    throw new Error(`${url.protocol}// is no address for releases: use https://`);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      const bytes = await answered(url);
      if (bytes.length > largest) throw new Error(`${address} is larger than 64 MiB`);
      return bytes;
    } catch (error) {
      if (attempt === 2 || error.isLast) throw new Error(`${address} cannot be had: ${error.message}`);
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

/**
 * The program's path, from the tool cache or from the release; its sum is compared before anything of it is unpacked.
 * Throws an error with one sentence.
 */
async function program({ version, base, cache, architecture, scratch }) {
  if (!/^[0-9A-Za-z.+-]+$/.test(version)) throw new Error(`'${version}' is no version`);
  const arch = architectures[architecture];
  if (!arch) throw new Error(`there is no program for ${architecture}`);
  const folder = path.join(cache, "inframind", version, architecture.toLowerCase());
  const found = path.join(folder, "inframind");
  if (fs.existsSync(`${folder}.complete`) && fs.existsSync(found)) return found;

  const name = `inframind-${version}-linux-${arch}.tar.xz`;
  const place = `${base.replace(/\/+$/, "")}/v${version}`;
  const sum = sumOf(name, await fetched(`${place}/SHA256SUMS`));
  const archive = await fetched(`${place}/${name}`);
  if (createHash("sha256").update(archive).digest("hex") !== sum) {
    throw new Error(`${name} is not what SHA256SUMS says, and is not used`);
  }
  // Unpacked beside its place, so that two jobs on one machine do not see half of it.
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = `${folder}.${randomBytes(6).toString("hex")}`;
  fs.mkdirSync(fresh, { recursive: true });
  const file = path.join(scratch, `${randomBytes(6).toString("hex")}.tar.xz`);
  fs.writeFileSync(file, archive);
  const tar = spawnSync("tar", ["-xJf", file, "-C", fresh, "--strip-components=1", "--no-same-owner"], { timeout: 60_000 });
  fs.rmSync(file, { force: true });
  if (tar.status !== 0 || !fs.existsSync(path.join(fresh, "inframind"))) {
    fs.rmSync(fresh, { recursive: true, force: true });
    throw new Error(`${name} cannot be unpacked`);
  }
  try {
    fs.renameSync(fresh, folder);
  } catch {
    // Another job was first, or left half of it.
    if (!fs.existsSync(found)) fs.cpSync(fresh, folder, { recursive: true });
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  fs.writeFileSync(`${folder}.complete`, "");
  return found;
}

module.exports = { program };
