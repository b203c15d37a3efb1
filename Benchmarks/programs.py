#!/usr/bin/env python3
"""Times the program as a user meets it: whole processes, beside other programs over the same files.

Every comparison is a ratio of runs that took turns (A B A B ...), so that a machine that slows down slows both.
Prints a table, and as JSON what Benchmarks/compare.py holds against Benchmarks/baselines.json.
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUAMEL = """
import io, sys
from ruamel.yaml import YAML
for path in sys.argv[1:]:
    yaml = YAML()
    yaml.allow_duplicate_keys = True
    with open(path, "rb") as file:
        try:
            yaml.dump(yaml.load(file), io.StringIO())
        except Exception:
            pass
"""


def once(command, **options):
    """Runs a command; wall seconds, CPU seconds and peak resident kibibytes of that one process."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, child.returncode


def paired(first, second, rounds):
    """Runs two commands in turn after one warm-up each; their wall times."""
    once(first), once(second)
    times = [(once(first)[0], once(second)[0]) for _ in range(rounds)]
    return [a for a, _ in times], [b for _, b in times]


def median_of(command, rounds, which=0):
    once(command)
    return statistics.median(once(command)[which] for _ in range(rounds))


class Table:
    def __init__(self):
        self.figures = {}

    def add(self, name, value, unit, text):
        self.figures[name] = value
        print(f"  {text:<66} {value:>12,.3f} {unit}", flush=True)

    def skip(self, text):
        print(f"skipped: {text}", flush=True)


def copies(files, times, folder):
    """The same files several times under other names."""
    paths = []
    for round_ in range(times):
        for file in files:
            path = os.path.join(folder, f"{round_}-{os.path.basename(file)}")
            shutil.copyfile(file, path)
            paths.append(path)
    return paths


def pipelines(folder):
    """The pipeline files of a corpus, in the order of their names."""
    return sorted(
        os.path.join(folder, name) for name in os.listdir(folder) if name.endswith((".yml", ".yaml")))


def suggest(inframind, platform, files):
    return [inframind, "suggest", "--platform", platform, "--format", "json"] + files


def size_of(files):
    return sum(map(os.path.getsize, files))


def throughput(table, inframind, github, others, rounds):
    """Bytes of pipeline per second on each platform beside GitHub's.

    A corpus is copied, whole, as often as brings it nearest to the bytes of GitHub's, and all copies lie in one folder
    under names of their own, as GitHub's do: with as many bytes for each, the start-up that every process pays weighs
    the same on both sides of a ratio, and no platform is judged by a handful of files.
    """
    print("\nthroughput of the platforms, each corpus copied to about the bytes of GitHub's")
    with tempfile.TemporaryDirectory() as folder:
        empty = os.path.join(folder, "empty")
        os.mkdir(empty)
        nothing = median_of([inframind, "suggest", "--format", "json", empty], 2 * rounds)
        table.add("suggest_nothing_ms", nothing * 1e3, "ms", "`suggest` in a folder without pipelines, median")

        bytes_wanted = size_of(github)
        first = suggest(inframind, "github-actions", github)
        for platform, corpus in others:
            files = pipelines(corpus)
            times = max(1, round(bytes_wanted / size_of(files)))
            part = os.path.join(folder, platform)
            os.mkdir(part)
            paths = copies(files, times, part)
            per_byte = size_of(paths) / bytes_wanted
            ours, theirs = paired(first, suggest(inframind, platform, paths), 2 * rounds)
            table.add(
                f"throughput_{platform}", statistics.median(a / b * per_byte for a, b in zip(ours, theirs)), "x",
                f"{platform}: {times} x {len(files)} files, {size_of(paths) / 1e6:.2f} MB; bytes/s beside GitHub's")


def accepted(zizmor, files):
    """The files that zizmor reads; one that it does not makes it refuse all."""
    return [f for f in files if once([zizmor, "--offline", "--no-progress", "--no-exit-codes", f])[3] == 0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inframind", required=True)
    parser.add_argument("--corpus", required=True, help="a folder of workflow files")
    parser.add_argument("--one", required=True, help="a single workflow file, for memory")
    parser.add_argument("--zizmor")
    parser.add_argument("--ruamel-python")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", required=True)
    options = parser.parse_args()
    table, rounds = Table(), options.rounds
    read = [options.inframind, "suggest", "--platform", "github-actions", "--format", "json"]

    cold = median_of([options.inframind, "--version"], 4 * rounds)
    table.add("version_ms", cold * 1e3, "ms", "cold start of `inframind --version`, median")
    table.add(
        "one_file_mib", median_of(read + [options.one], rounds, which=2) / 1024, "MiB",
        "peak memory of `suggest` on one file, median")

    files = sorted(
        os.path.join(options.corpus, name) for name in os.listdir(options.corpus)
        if name.endswith((".yml", ".yaml")))
    if not files:
        table.skip(f"no pipeline files in {options.corpus}")
        json.dump(table.figures, open(options.json, "w"))
        return

    whole = median_of(read + files, 3 * rounds)
    size = sum(map(os.path.getsize, files))
    print(f"\n{len(files)} files, {size / 1e6:.2f} MB")
    table.add("suggest_ms", whole * 1e3, "ms", "`suggest --format json` over all of them, one process, median")
    table.add("suggest_files_per_s", len(files) / whole, "files/s", "that is")

    if options.zizmor:
        readable = accepted(options.zizmor, files)
        other = [options.zizmor, "--offline", "--no-progress", "--no-exit-codes", "--format", "json"] + readable
        ours, theirs = paired(read + readable, other, rounds)
        table.add(
            "zizmor_ratio", statistics.median(b / a for a, b in zip(ours, theirs)), "x",
            f"zizmor --offline over the {len(readable)} that it reads, time beside ours")
    else:
        table.skip("zizmor is not installed")
    if options.ruamel_python:
        ours, theirs = paired(read + files, [options.ruamel_python, "-c", RUAMEL] + files, max(3, rounds // 3))
        table.add(
            "ruamel_ratio", statistics.median(b / a for a, b in zip(ours, theirs)), "x",
            "ruamel.yaml load and dump of the same files, time beside ours")
    else:
        table.skip("ruamel.yaml is not installed")

    print("\ngrowth with the number of files")
    with tempfile.TemporaryDirectory() as folder:
        per_file = {}
        for times in (1, 2, 4, 8):
            part = os.path.join(folder, str(times))
            os.mkdir(part)
            paths = copies(files, times, part)
            seconds = median_of(read + paths, rounds) - cold
            per_file[times] = seconds / len(paths)
            table.add(f"growth_{times}_us", per_file[times] * 1e6, "us", f"{times} x the corpus, time per file")
        table.add("growth_ratio", per_file[8] / per_file[1], "x", "time per file at 8 x beside 1 x")
    json.dump(table.figures, open(options.json, "w"))


if __name__ == "__main__":
    sys.exit(main())
