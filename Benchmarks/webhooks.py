#!/usr/bin/env python3
"""Measures inframind-server: signed deliveries with ids and jobs of their own, over SQLite and PostgreSQL.

Server and load generator share the machine. The limit that the disk sets is measured first: how often it can be waited
for. `--deliveries N` sends so many over SQLite instead, and tells the server's memory as it goes.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

SECRET = "the secret of the benchmark"


class Server:
    def __init__(self, program, store, folder):
        self.log = open(os.path.join(folder, "server.log"), "w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("INFRAMIND_SERVER_")}
        environment["INFRAMIND_SERVER_WEBHOOKS_GITHUB_ACTIONS_SECRET"] = SECRET
        environment["INFRAMIND_SERVER_STORE_URL"] = store
        self.process = subprocess.Popen(
            [program, "--port", "0"], cwd=folder, env=environment, stderr=self.log, stdout=subprocess.DEVNULL)
        self.port = self.wait_for_port()

    def wait_for_port(self):
        for _ in range(1200):
            with open(self.log.name) as lines:
                for line in lines:
                    if '"message":"listening"' in line:
                        return int(json.loads(line)["port"])
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("the server did not start:\n" + open(self.log.name).read())

    def memory(self):
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def metric(self, name):
        page = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics").read().decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if line.startswith(name))

    def end(self):
        self.process.terminate()
        status = self.process.wait(60)
        if status != 0:
            sys.exit(f"the server ended with {status}:\n" + open(self.log.name).read())


class Bench:
    def __init__(self, options):
        self.options = options
        self.next_id = 0

    def load(self, server, connections, seconds, rate=0, count=0):
        words = [self.options.load, server.port, SECRET, self.options.body, connections, seconds, rate, self.next_id, count]
        result = subprocess.run([str(word) for word in words], capture_output=True, text=True)
        if not result.stdout:
            sys.exit(result.stderr + open(server.log.name).read())
        figures = json.loads(result.stdout)
        self.next_id += figures["answered"] + figures["refused"] + figures["broken"] + 1000
        return figures

    def over(self, name, store, folder):
        """The two loads over one store; returns their figures."""
        server = Server(self.options.server, store, folder)
        self.load(server, 64, 2)
        before, cpu = server.memory(), server.cpu()
        closed = self.load(server, 64, self.options.seconds)
        cpu = server.cpu() - cpu
        size = server.metric("inframind_commit_deliveries_sum") / server.metric("inframind_commit_deliveries_count")
        begun = time.time()
        waiting = server.metric('inframind_inbox_deliveries{state="waiting"}')
        answered = server.metric("inframind_deliveries_total")
        while server.metric("inframind_processed_total") < answered and time.time() - begun < 900:
            time.sleep(0.25)
        drained = time.time() - begun
        open_loop = self.load(server, 64, self.options.seconds, rate=500)
        after = server.memory()
        server.end()
        print(f"  {name}, 64 connections: {line(closed)}; {closed['answered'] and cpu / closed['answered'] * 1e6:.0f} µs of CPU each, {size:.0f} a transaction")
        print(f"  {name}, decoding what was left ({waiting:.0f} waiting) took {drained:.1f} s")
        print(f"  {name}, 500/s open loop: {line(open_loop)}; memory {before:.0f} -> {after:.0f} MiB")
        return closed, open_loop

    def many(self, store, folder):
        """Memory over very many deliveries."""
        server = Server(self.options.server, store, folder)
        left, step = self.options.deliveries, max(1, self.options.deliveries // 10)
        while left > 0:
            count = min(step, left)
            figures = self.load(server, 64, 36000, count=count)
            left -= count
            print(f"  {self.options.deliveries - left:>9} sent, {line(figures)}, memory {server.memory():.0f} MiB", flush=True)
        while server.metric("inframind_processed_total") < server.metric("inframind_deliveries_total"):
            time.sleep(1)
        print(f"  all decoded, memory {server.memory():.0f} MiB")
        server.end()


def line(figures):
    lost = f", {figures['refused']} refused, {figures['broken']} broken" if figures["refused"] or figures["broken"] else ""
    return f"{figures['per_second']:,.0f}/s, p50 {figures['p50_ms']} p99 {figures['p99_ms']} p99.9 {figures['p999_ms']} max {figures['max_ms']} ms{lost}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--load", required=True)
    parser.add_argument("--sync", required=True)
    parser.add_argument("--body", required=True)
    parser.add_argument("--postgres")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--deliveries", type=int, default=0)
    parser.add_argument("--folder", default=".build/bench")
    parser.add_argument("--json")
    options = parser.parse_args()
    options.server, options.load, options.body = map(os.path.abspath, (options.server, options.load, options.body))
    folder = tempfile.mkdtemp(prefix="webhooks-", dir=options.folder)
    folder = os.path.abspath(folder)
    bench, figures = Bench(options), {}
    print(f"  load average before: {os.getloadavg()[0]:.1f}")
    try:
        if options.deliveries:
            bench.many(f"sqlite:{folder}/history.db", folder)
            return
        for size in (4096, 262144):
            result = subprocess.run([options.sync, f"{folder}/sync", "3", str(size)], capture_output=True, text=True)
            sync = json.loads(result.stdout)
            print(f"  bare loop of {size // 1024} KiB and fdatasync: {sync['syncs_per_second']:,.0f}/s, p50 {sync['p50_ms']} p99 {sync['p99_ms']} ms")
        closed, open_loop = bench.over("SQLite", f"sqlite:{folder}/history.db", folder)
        figures.update(
            webhooks_sqlite_per_s=closed["per_second"], webhooks_sqlite_p99_ms=closed["p99_ms"],
            webhooks_open_p99_ms=open_loop["p99_ms"], webhooks_refused=closed["refused"] + open_loop["refused"])
        if options.postgres:
            closed, open_loop = bench.over("PostgreSQL", options.postgres, folder)
            figures["webhooks_postgres_per_s"] = closed["per_second"]
            figures["webhooks_refused"] += closed["refused"] + open_loop["refused"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        json.dump(figures, open(options.json, "w"))


if __name__ == "__main__":
    main()
