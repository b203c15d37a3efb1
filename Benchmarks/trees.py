#!/usr/bin/env python3
"""Training and scoring of trees beside LightGBM's own Python package, on the same made-up numbers, in the same run.

76,000 rows of 45 features with missing values, 400 trees of 31 leaves, one thread. Both train in turn, the median of the
rounds counts; both score single rows and the whole table, and have to agree.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"

try:
    import lightgbm
    import numpy
except ImportError:
    print("skipped: trees beside LightGBM: no lightgbm in this Python")
    sys.exit(0)

SETTINGS = {
    "objective": "regression_l1", "num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 20,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1, "verbosity": -1,
}


def numbers(rows, features):
    random = numpy.random.default_rng(1)
    table = random.normal(size=(rows, features))
    table[random.random((rows, features)) < 0.05] = numpy.nan
    known = numpy.nan_to_num(table)
    return table, known[:, :10].sum(1) + known[:, 3] ** 2 + random.normal(size=rows)


def theirs(table, labels, trees):
    begin = time.perf_counter()
    model = lightgbm.train(SETTINGS, lightgbm.Dataset(table, labels), trees)
    return model, time.perf_counter() - begin


def one_row(model, table):
    rounds = []
    for _ in range(15):
        begin = time.perf_counter()
        for index in range(200):
            model.predict(table[index : index + 1], num_threads=1)
        rounds.append((time.perf_counter() - begin) / 200 * 1e6)
    return sorted(rounds)[7]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inframind", required=True)
    parser.add_argument("--json", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows, features, trees = 76_000, 45, 400
    table, labels = numbers(rows, features)
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{name}" for name in ("rows", "labels", "model.txt")]
        table.tofile(paths[0])
        labels.tofile(paths[1])
        library = f"{os.path.dirname(lightgbm.__file__)}/lib"
        command = [options.inframind, "models", "time", *paths, "--features", str(features), "--trees", str(trees)]
        ours, python = [], []
        for _ in range(options.rounds):
            model, seconds = theirs(table, labels, trees)
            python.append((seconds, one_row(model, table)))
            environment = {**os.environ, "INFRAMIND_LIGHTGBM": library}
            output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            ours.append(json.loads(output))
        loaded = lightgbm.Booster(model_file=paths[2])
        mean = loaded.predict(table[:2000], num_threads=1).sum()
    if abs(mean - ours[-1]["sum"]) > 1e-6:
        sys.exit(f"the sums of what was predicted differ: {mean} and {ours[-1]['sum']}")

    middle = options.rounds // 2
    train_ours = sorted(figure["train_s"] for figure in ours)[middle]
    train_python = sorted(figure[0] for figure in python)[middle]
    row_ours = sorted(figure["row_us"] for figure in ours)[middle]
    row_python = sorted(figure[1] for figure in python)[middle]
    figures = {
        "train_ratio": train_ours / train_python, "row_ratio": row_python / row_ours, "row_us": row_ours,
    }
    print(f"  training {rows} x {features}: {train_ours:.2f} s, LightGBM from Python {train_python:.2f} s")
    print(f"  one row: {row_ours:.2f} us, LightGBM from Python {row_python:.1f} us")
    with open(options.json, "w") as file:
        json.dump(figures, file)


if __name__ == "__main__":
    main()
