#!/bin/sh
# Runs every test: test.sh [ARGUMENTS OF swift test]
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite libpq curl openssl
if scripts/tools.sh; then
  # shellcheck source=scripts/tools.env
  . scripts/tools.env
else
  skip "tests that ask check-jsonschema, zizmor or ruamel.yaml: .tools/venv could not be made"
fi
[ -d ../shared/corpus ] || say "skipped: tests over the corpus of real pipeline files: no ../shared/corpus here"

# A person's machine is not given a database server unasked.
[ "${CI:-}" != true ] || scripts/need.sh postgresql
server=$(scripts/postgres.sh start) || skip "tests of the store in PostgreSQL: its programs are not here"
if [ -n "$server" ]; then
  eval "$server"
  export INFRAMIND_TEST_POSTGRES
  trap 'scripts/postgres.sh stop "$POSTGRES_FOLDER"' EXIT
  trap 'exit 130' INT TERM
fi

# A test that never ends must not take all of CI's time: the log then says which tests had begun and not ended.
limit=
[ "${CI:-}" != true ] || limit='timeout --kill-after=10 1800'

# XCTest has nothing to run here, and would say so.
if [ $# -gt 0 ]; then
  $limit swift test --disable-xctest "$@"
  exit
fi
# Tests that wait for sockets, databases and other processes run by themselves: beside those that only compute, for minutes
# and on as many threads as there are cores, a server under test would not get its turn.
waiting='^InfraMind(HTTP|Probe|Server|Store)Tests'
$limit swift test --disable-xctest --skip "$waiting"
$limit swift test --disable-xctest --skip-build --filter "$waiting"

# The action is JavaScript, which the runner brings; here node may be missing.
[ "${CI:-}" != true ] || scripts/need.sh node
if command -v node >/dev/null; then
  say "the GitHub Action, as the runner runs it"
  node --test action/test/
else
  skip "tests of the GitHub Action: node is not here"
fi
