#!/usr/bin/env python3
"""Writes runs.jsonl beside this file: six weeks of runs of the jobs of this repository, made up.

The numbers follow a simple model (a serial part, a part that is shared out over the vCPUs, noise),
so that it is known what a good adviser should find. The same seed gives the same bytes:

    python3 .inframind/generate_runs.py && git diff --exit-code .inframind/runs.jsonl
"""

import json
import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

FIRST = datetime(2026, 10, 5, tzinfo=timezone.utc)
DAYS = 45
MACHINES = {
    "ubuntu-latest": (2, 8),
    "windows-latest": (2, 8),
    "linux-4-core": (4, 16),
    "linux-8-core": (8, 32),
    "self-hosted": (16, 64),
}


@dataclass
class Job:
    pipeline: str
    job: str
    runner: str
    runs: int
    serial: float  # seconds that one vCPU must spend alone
    shared: float  # seconds of vCPU time that can be shared out
    noise: float  # standard deviation of the logarithm of a run's work
    mix: float = 0.0  # the same of its shared part alone
    memory: float = 1.5  # GiB at the peak, in the middle
    telemetry: bool = True
    matrix: dict = field(default_factory=dict)
    event: str = "pull_request"
    elsewhere: dict = field(default_factory=dict)  # runner: runs tried there
    install: str = ""  # name of the step that installs dependencies
    install_share: float = 0.0  # its share of the serial seconds
    cache: str = ""  # prefix of the key of the cache that the job has


JOBS = [
    # Two cores, both busy all the time; a few runs were tried on four.
    Job("ci.yml", "collector", "ubuntu-latest", 52, serial=50, shared=820, noise=0.10, memory=2.6,
        elsewhere={"linux-4-core": 9}),
    # Eight cores, one of them busy.
    Job("ci.yml", "web", "linux-8-core", 56, serial=170, shared=45, noise=0.12, memory=1.7,
        cache="node-cache-Linux-x64-npm-"),
    # Few runs with times all over the place, fewer still on eight cores: too little to tell.
    Job("ci.yml", "codec", "linux-4-core", 12, serial=30, shared=700, noise=0.9, mix=0.3, memory=3.1,
        elsewhere={"linux-8-core": 4}, install="Run cargo test --locked", install_share=0.9),
    # Nobody measured this one from inside.
    Job("ci.yml", "archive", "ubuntu-latest", 44, serial=120, shared=60, noise=0.2, telemetry=False,
        cache="setup-java-Linux-x64-maven-"),
    *[Job("ci.yml", "forecast", os, 22, serial=75, shared=12, noise=0.15, memory=1.1,
          telemetry=os != "windows-latest", matrix={"os": os, "python": python},
          install="Run python -m pip install -r forecast/requirements.txt", install_share=0.45)
      for os in ("ubuntu-latest", "windows-latest") for python in ("3.10", "3.12")],
    # Changes to the collector are rare, so are its images.
    Job("images.yml", "collector-image", "ubuntu-latest", 7, serial=140, shared=60, noise=0.1,
        install="Build, don't push", install_share=0.9),
    # One core and eleven gigabytes: the memory rules.
    Job("nightly.yml", "checks/backtest", "linux-8-core", 36, serial=640, shared=90, noise=0.08, memory=10.6,
        event="schedule", cache="setup-python-Linux-x64-python-"),
    Job("nightly.yml", "checks/archive", "ubuntu-latest", 34, serial=210, shared=80, noise=0.15,
        event="schedule", install="Run mvn --batch-mode verify", install_share=0.9),
    Job("nightly.yml", "end-to-end", "ubuntu-latest", 33, serial=190, shared=60, noise=0.15, telemetry=False,
        event="schedule", install="Build the pages", install_share=0.3),
    Job("nightly.yml", "codec-speed", "self-hosted", 30, serial=40, shared=400, noise=0.05, event="schedule"),
]


def instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def begin(job, random):
    """A nightly run at its time; any other on a working day, between eight and six."""
    if job.event == "schedule":
        return FIRST + timedelta(days=random.randrange(DAYS), hours=3, minutes=17, seconds=random.randrange(240))
    while True:
        day = FIRST + timedelta(days=random.randrange(DAYS))
        if day.weekday() < 5:
            return day + timedelta(hours=8, seconds=random.randrange(10 * 3600))


def ending(job, random):
    """How a run ends, and what share of its work it does before that."""
    chance = random.random()
    if chance < 0.07:
        return "failure", random.uniform(0.2, 0.95)
    if chance < 0.12 and job.event != "schedule":
        return "cancelled", random.uniform(0.05, 0.8)
    return "success", 1.0


def run(job, runner, number, random):
    cpus, memory = MACHINES[runner]
    conclusion, share = ending(job, random)
    work = share * math.exp(random.gauss(0, job.noise))
    serial, shared = job.serial * work, job.shared * work * math.exp(random.gauss(0, job.mix))
    setup = random.uniform(9, 16)
    seconds = setup + serial + shared / cpus
    queued = begin(job, random)
    started = queued + timedelta(seconds=random.choice([2, 3, 3, 4, 5, 8, 21]))
    finished = started + timedelta(seconds=round(seconds))
    is_fork = job.event == "pull_request" and runner == job.runner and random.random() < 0.06
    event, branch = job.event, f"change-{number % 37}"
    if event == "schedule" or random.random() < 0.3:
        branch = "main"
        event = event if event == "schedule" else "push"
    labels = ["self-hosted", "linux", "x64"] if runner == "self-hosted" else [runner]

    line = {
        "platform": "github-actions",
        "repository": "tidewatch/tidewatch",
        "pipeline": f".github/workflows/{job.pipeline}",
        "job": job.job,
        "matrix": job.matrix,
        "run": str(19_400_000_000 + number),
        "attempt": 1,
        "branch": branch,
        "event": event,
        "queuedAt": instant(queued),
        "startedAt": instant(started),
        "finishedAt": instant(finished),
        "conclusion": conclusion,
        "runner": {"labels": labels, "cpus": cpus, "memoryGiB": memory},
    }
    if job.telemetry:
        peak = min(memory * 0.93, job.memory * math.exp(random.gauss(0, 0.035)))
        line["use"] = {
            "averageCPUs": round((serial + shared + 0.4 * setup) / seconds, 2),
            "peakCPUs": round(cpus * random.uniform(0.98, 1.0), 2),
            "averageMemoryGiB": round(peak * random.uniform(0.55, 0.7), 2),
            "peakMemoryGiB": round(peak, 2),
        }
    if job.install and conclusion == "success":
        done = started + timedelta(seconds=round(setup + serial * job.install_share))
        line["steps"] = [
            {"name": job.install, "startedAt": instant(started + timedelta(seconds=round(setup))),
             "finishedAt": instant(done), "conclusion": "success"},
        ]
    if job.cache:
        hit = random.random() < 0.9
        line["cacheEvents"] = [
            {"key": job.cache + f"{random.randrange(4):08x}", "kind": "hit" if hit else "miss",
             "bytes": 41_000_000, "seconds": round(random.uniform(1, 4), 1)}
        ]
    line["fromFork"] = is_fork
    line["visibility"] = "private"
    return line


def main():
    lines = []
    for job in JOBS:
        # Each job has draws of its own: changing one leaves the others' runs as they are.
        generator = random.Random(f"20261120 {job.pipeline} {job.job} {job.matrix}")
        for runner, runs in {job.runner: job.runs, **job.elsewhere}.items():
            lines += [run(job, runner, len(lines) + n, generator) for n in range(runs)]
    lines.sort(key=lambda line: (line["queuedAt"], line["job"], line["run"]))
    target = Path(__file__).with_name("runs.jsonl")
    with target.open("w", newline="\n") as file:
        for line in lines:
            file.write(json.dumps({k: v for k, v in line.items() if v not in ({}, None)}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
