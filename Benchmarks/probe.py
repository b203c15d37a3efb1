#!/usr/bin/env python3
"""Measures what `inframind record` costs: its CPU and memory beside a command, the command's time with and without it,
and the record of a long job.

CPU time is the recorder's own, by the scheduler's count of all its threads. Memory is what no other process shares
with it. Times are of runs that took turns. Prints a table, and as JSON what Benchmarks/compare.py holds against
Benchmarks/baselines.json.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import tempfile
import time

# About ten seconds each on one core of a machine of 2024; the second one writes and syncs small and large files.
CPU_BOUND = "awk 'BEGIN { for (i = 0; i < 200000000; i++) s += i * i; print s }'"
IO_BOUND = (
    "for i in $(seq 40); do"
    " dd if=/dev/zero of=large bs=1M count=64 conv=fsync;"
    " for j in $(seq 20); do"
    " dd if=/dev/zero of=small.$j bs=4k count=16 conv=fsync; done; rm -f large small.*; done")


def cpu_seconds(process):
    """CPU time of all threads of a process; the scheduler counts nanoseconds, `stat` only hundredths."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        try:
            total += int(open(f"/proc/{process}/task/{thread}/schedstat").read().split()[0])
        except (FileNotFoundError, IndexError):
            pass
    return total / 1e9


def stat_seconds(process):
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def private_mib(process):
    lines = open(f"/proc/{process}/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def watch(command, folder):
    """Runs `inframind record -- …` and looks at it meanwhile; CPU share, and the most private memory."""
    child = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    begun, used, memory = time.perf_counter(), cpu_seconds(child.pid), 0
    last = begun, used
    while child.poll() is None:
        try:
            memory = max(memory, private_mib(child.pid))
            last = time.perf_counter(), cpu_seconds(child.pid)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            break
        time.sleep(0.5)
    child.wait()
    seconds = last[0] - begun
    return (last[1] - used) / seconds * 100 if seconds > 1 else 0, memory, seconds


def wall(command, folder):
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def background(program, folder, seconds):
    """What `record start` leaves running, beside a busy machine; CPU share, by two counts, and private memory."""
    path = os.path.join(folder, "grow.log")
    subprocess.run([program, "record", "start", "--file", path], cwd=folder, check=True)
    process = int(open(path + ".pid").read())
    busy = subprocess.Popen(["sh", "-c", "while :; do :; done"])
    time.sleep(1.5)
    begun, used, counted = time.perf_counter(), cpu_seconds(process), stat_seconds(process)
    time.sleep(seconds)
    elapsed = time.perf_counter() - begun
    share = (cpu_seconds(process) - used) / elapsed * 100
    coarse = (stat_seconds(process) - counted) / elapsed * 100
    memory = private_mib(process)
    busy.kill()
    busy.wait()
    os.kill(process, signal.SIGKILL)
    return share, coarse, memory, path


def long_job(program, path, folder, hours=6):
    """The record of a simulated job of some hours, with all marks and cache events that are kept; bytes of the file that
    grows, and of the record."""
    header = open(path).readline()
    begin, now, cpu = 1_800_000_000.0, 0.0, 0
    grown = os.path.join(folder, "long.log")
    with open(grown, "w") as file:
        file.write(header)
        while now < hours * 3600:
            cpu += 1_900_000
            file.write(f"s {begin + now:.3f} {cpu} {3_000_000_000 + int(now) * 1000} 4000000000 0 {cpu // 9} {cpu // 90}"
                       f" {cpu // 30} {cpu * 100} {cpu * 200} {cpu * 30} {cpu * 3} 4321\n")
            if int(now) % 300 == 0:
                file.write(f"m {begin + now:.3f} integration tests of module {int(now)}\n")
                file.write(f"c {begin + now:.3f} hit 37748736 1500 Linux-npm-4f2a9c0b7d2e4f8390aab1c2d3e4f506-{int(now)}\n")
            now += 1 if now < 600 else 2 if now < 3600 else 5
        file.write(f"e {begin + now:.3f} 0\n")
    record = os.path.join(folder, "record.json")
    size = os.path.getsize(grown)
    subprocess.run([program, "record", "stop", "--quiet", "--file", grown, "--output", record], cwd=folder, check=True)
    return size, os.path.getsize(record)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inframind", required=True)
    parser.add_argument("--json")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    program = os.path.abspath(options.inframind)
    figures = {}

    def add(name, value, text):
        figures[name] = value
        print(f"  {name:<28} {value:>10.3f}  {text}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        share, coarse, memory, path = background(program, folder, options.seconds)
        add("probe_cpu_percent", share, f"of one core, over {options.seconds:.0f} s; {coarse:.2f} by /proc/PID/stat")
        add("probe_private_mib", memory, "private memory of what `record start` leaves running")
        size, record = long_job(program, path, folder)
        add("probe_record_kb", record / 1000, f"record of a job of 6 hours; its growing file has {size / 1000:.0f} kB")
        for name, script in (("cpu", CPU_BOUND), ("io", IO_BOUND)):
            bare = ["sh", "-c", script]
            recorded = [program, "record", "--quiet", "--", "sh", "-c", script]
            share, memory, seconds = watch(recorded, folder)
            add(f"probe_beside_{name}_percent", share, f"of one core, beside the command, over {seconds:.0f} s")
            add(f"probe_beside_{name}_mib", memory, "private memory of `record --`")
            wall(bare, folder)
            times = [(wall(bare, folder), wall(recorded, folder)) for _ in range(options.rounds)]
            ratio = statistics.median(b / a for a, b in times)
            spread = ", ".join(f"{b / a:.3f}" for a, b in times)
            add(f"probe_{name}_wall_ratio", ratio, f"with it over without it: median of {spread}")
    if options.json:
        json.dump(figures, open(options.json, "w"), indent=1)


if __name__ == "__main__":
    main()
