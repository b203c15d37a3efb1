#!/usr/bin/env python3
"""Holds measured figures against Benchmarks/baselines.json: ratios and targets, never bare times of another machine."""
import json
import sys


def verdict(rule, value):
    worst = rule.get("at_most", rule.get("at_least"))
    good = value <= worst if "at_most" in rule else value >= worst
    return good, ("<=" if "at_most" in rule else ">=", worst)


def main():
    rules = json.load(open(sys.argv[1]))["figures"]
    figures = {}
    for path in sys.argv[2:]:
        figures.update(json.load(open(path)))
    missed = 0
    print("\nbeside the baselines")
    for name, rule in rules.items():
        if name not in figures:
            print(f"skipped: {name}: not measured here")
            continue
        good, (sign, worst) = verdict(rule, figures[name])
        # A bare speed depends on the machine and its hour: a target missed is shown, and only ratios fail.
        missed += not good and not rule.get("depends_on_machine", False)
        print(
            f"  {'ok    ' if good else 'MISSED'} {name:<24} {figures[name]:>12,.3f} {sign} {worst:<8}"
            f" baseline {rule['baseline']}")
    print(f"\nbenchmarks: {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
