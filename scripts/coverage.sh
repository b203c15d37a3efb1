#!/bin/sh
# Runs every test with coverage on and prints what share of the lines of Sources and Adapters they reach.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

least=85
scratch=.build/coverage
scripts/test.sh --enable-code-coverage --scratch-path "$scratch"

cov=$(swift_tools)/llvm-cov
[ -x "$cov" ] || cov=llvm-cov
report=$("$cov" report "$scratch"/debug/InfraMindPackageTests.xctest \
  -instr-profile "$scratch"/debug/codecov/default.profdata \
  -ignore-filename-regex='/(\.build|Tests)/' -show-region-summary=false -show-branch-summary=false)
printf '%s\n' "$report"

# Filename, Functions, Missed, Executed, Lines, Missed, Cover
printf '%s\n' "$report" | awk -v least="$least" '
  $1 == "TOTAL" {
    share = 100 * ($5 - $6) / $5
    printf "\nline coverage of Sources and Adapters: %.2f %% (%d of %d lines; at least %d %% asked)\n", share, $5 - $6, $5, least
    found = 1
  }
  END { exit !(found && share >= least) }'
