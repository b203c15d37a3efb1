#!/usr/bin/env python3
"""Times what rests on history: `suggest` and `analyze` over a store of very many runs, and how fast JSON is understood.

The store is made once, by `store-exerciser fill`, and kept beside the figures for the next time. The checkout has the jobs
that are in it, twenty a workflow.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time

JOB = """  job-{number}:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - run: make test
"""


def checkout(folder, jobs):
    """A repository with the jobs of the store."""
    workflows = os.path.join(folder, ".github", "workflows")
    os.makedirs(workflows, exist_ok=True)
    for first in range(0, jobs, 20):
        with open(os.path.join(workflows, f"ci-{first // 20}.yml"), "w") as file:
            file.write("name: CI\non: push\njobs:\n")
            file.writelines(JOB.format(number=number) for number in range(first, min(first + 20, jobs)))
    for name in ("package.json", "package-lock.json"):
        with open(os.path.join(folder, name), "w") as file:
            file.write("{}\n")


def timed(command, rounds):
    """Median and fastest wall seconds, and the largest peak memory in MiB; after one warm-up."""
    times, memory = [], 0
    for round_ in range(rounds + 1):
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{command} ended with {child.returncode}: {errors.decode()[:2000]}")
        if round_ > 0:
            times.append(took)
        memory = max(memory, usage.ru_maxrss / 1024)
    return statistics.median(times), min(times), memory


def speeds(exerciser, *words):
    """MB/s by what was decoded."""
    output = subprocess.run([exerciser, "decode", *words], capture_output=True, text=True, check=True).stdout
    return {name: float(speed) for name, speed in re.findall(r"^(.*): \d+ at ([\d.]+) MB/s$", output, re.M)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inframind", required=True)
    parser.add_argument("--exerciser", required=True)
    parser.add_argument("--folder", required=True, help="where the store is made, and found the next time")
    parser.add_argument("--delivery", required=True, help="a workflow_job delivery of GitHub's")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", required=True)
    options = parser.parse_args()
    figures = {}

    folder = os.path.join(options.folder, f"{options.runs}-of-{options.jobs}")
    store = os.path.join(folder, "history.db")
    repository = os.path.join(folder, "checkout")
    os.makedirs(folder, exist_ok=True)
    checkout(repository, options.jobs)
    if not os.path.exists(os.path.join(folder, "filled")):
        for name in ("history.db", "history.db-wal", "history.db-shm"):
            if os.path.exists(os.path.join(folder, name)):
                os.remove(os.path.join(folder, name))
        begun = time.time()
        subprocess.run(
            [options.exerciser, "fill", store, str(options.runs), str(options.jobs)], check=True,
            stdout=subprocess.DEVNULL)
        open(os.path.join(folder, "filled"), "w").close()
        print(f"  made a store of {options.runs} runs of {options.jobs} jobs in {time.time() - begun:.0f} s, "
              f"{os.path.getsize(store) / 1e6:.0f} MB")

    def tell(name, value, unit, text):
        figures[name] = value
        print(f"  {text:<66} {value:>12,.3f} {unit}", flush=True)

    middle, fastest, memory = timed(
        [options.inframind, "suggest", repository, "--history", store, "--format", "json"], options.rounds)
    tell("suggest_history_s", middle, "s", f"`suggest` on all {options.jobs} jobs of the store, median")
    tell("suggest_history_fastest_s", fastest, "s", "the fastest")
    tell("suggest_history_mib", memory, "MiB", "its peak memory")
    # Not the store's last run: it has runs before and behind it, as one that somebody asks about.
    run = 1_000_000_000 + options.runs // 20 * 9 // 10
    middle, fastest, _ = timed([options.inframind, "analyze", str(run), "--store", store], 3 * options.rounds)
    tell("analyze_ms", middle * 1e3, "ms", "`analyze` on one run of 20 jobs, one process, median")

    lines = os.path.join(folder, "runs.jsonl")
    if not os.path.exists(lines):
        with open(lines + ".part", "wb") as file:
            child = subprocess.Popen(
                [options.inframind, "history", "export", "--store", store], stdout=subprocess.PIPE)
            for _, line in zip(range(100_000), child.stdout):
                file.write(line)
            child.kill()
            child.wait()
        os.rename(lines + ".part", lines)
    for name, speed in speeds(options.exerciser, lines).items():
        tell("decode_lines_mb_per_s", speed, "MB/s", f"decoding {name}, one core")
    for name, speed in speeds(options.exerciser, options.delivery, "github-actions", "workflow_job").items():
        figure = "decode_json_mb_per_s" if name == "json alone" else "decode_delivery_mb_per_s"
        tell(figure, speed, "MB/s", f"decoding {name}, one core")
    json.dump(figures, open(options.json, "w"))


if __name__ == "__main__":
    main()
