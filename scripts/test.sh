#!/bin/sh
# Runs every test: test.sh [ARGUMENTS OF swift test]
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

scripts/need.sh git pkg-config libyaml libcrypto
if scripts/tools.sh; then
  # shellcheck source=scripts/tools.env
  . scripts/tools.env
else
  skip "tests that ask check-jsonschema, zizmor or ruamel.yaml: .tools/venv could not be made"
fi
[ -d ../shared/corpus ] || say "skipped: tests over the corpus of real pipeline files: no ../shared/corpus here"

# XCTest has nothing to run here, and would say so.
exec swift test --disable-xctest "$@"
