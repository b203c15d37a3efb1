#!/bin/sh
# Measures the optimiser: made-up jobs, caches and streams of runs, and the bench of measured data where it is. Writes the tables into
# docs/how-it-decides.md, between its marks, and the charts into docs/charts. Called by `make bench-optimiser`.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

bench=${BENCH:-../shared/bench}
set -- --simulate jobs --simulate caches --simulate models
if [ -d "$bench" ]; then
  set -- "$@" "$bench"
else
  say "skipped: measured data: no $bench here; the tables of what is made up are printed, and nothing is written"
fi

# One core, as the figure of its time is meant.
one=$(command -v taskset || true)
begun=$(date +%s)
report=.build/bench/optimiser.md
mkdir -p "$(dirname "$report")" docs/charts
${one:+taskset -c 0} .build/release/inframind evaluate "$@" --format markdown --plots docs/charts >"$report"
say "measured in $(($(date +%s) - begun)) s on one core"
cat "$report"
[ -d "$bench" ] || exit 0

page=docs/how-it-decides.md
awk -v report="$report" '
  /^<!-- measured -->$/ { print; print ""; while ((getline line < report) > 0) print line; inside = 1; next }
  /^<!-- end of measured -->$/ { inside = 0 }
  !inside { print }
' "$page" >"$page.new"
mv "$page.new" "$page"
