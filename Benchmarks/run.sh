#!/bin/sh
# Measures, prints, and holds the ratios against Benchmarks/baselines.json. Called by `make bench`, which builds the
# program and installs the other programs first. Real pipeline files are read from ../shared where that exists.
set -eu
cd "$(dirname "$0")/.."
figures=.build/bench
mkdir -p "$figures"
rm -f "$figures"/*.json

corpus=${CORPUS:-../shared/corpus/github-actions}
if [ ! -d "$corpus" ]; then
  echo "skipped: no $corpus here; the example's workflows stand in for real files"
  corpus=Examples/polyglot/.github/workflows
fi
set --
for platform in gitlab-ci circleci buildkite teamcity drone; do
  [ ! -d "$corpus/../$platform" ] || set -- "$@" --other "$platform=$corpus/../$platform"
done

echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(uname -sr)"
echo
echo "reading to a tree beside libyaml's bare event loop"
swift build --package-path Benchmarks -c release --product yaml-bench >"$figures/build.log" 2>&1 \
  || { cat "$figures/build.log"; exit 1; }
Benchmarks/.build/release/yaml-bench 25 "$corpus" | tee "$figures/yaml.txt"
awk '$1 == "ratio" { printf "{\"yaml_ratio\": %s}\n", $2 }' "$figures/yaml.txt" >"$figures/yaml.json"

echo
echo "the program as a process"
python3 Benchmarks/programs.py --inframind .build/release/inframind --corpus "$corpus" "$@" \
  --one Examples/polyglot/.github/workflows/ci.yml --json "$figures/programs.json" \
  ${INFRAMIND_ZIZMOR:+--zizmor "$INFRAMIND_ZIZMOR"} \
  ${INFRAMIND_RUAMEL_PYTHON:+--ruamel-python "$INFRAMIND_RUAMEL_PYTHON"}

echo
echo "the probe beside a command"
python3 Benchmarks/probe.py --inframind .build/release/inframind --json "$figures/probe.json"

echo
echo "the server under signed deliveries"
Benchmarks/webhooks.sh

echo
echo "history: a million runs of two thousand jobs in SQLite"
python3 Benchmarks/history.py --inframind .build/release/inframind --exerciser .build/release/StoreExerciser \
  --folder "$figures/history" --json "$figures/history.json" \
  --delivery Tests/Adapters/GitHubActionsAdapterTests/Fixtures/Webhooks/workflow_job.completed.success.json

echo
echo "trees beside LightGBM's Python package"
"${INFRAMIND_RUAMEL_PYTHON:-python3}" Benchmarks/trees.py --inframind .build/release/inframind --json "$figures/trees.json"

python3 Benchmarks/compare.py Benchmarks/baselines.json "$figures"/*.json
