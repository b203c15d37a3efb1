#!/bin/sh
# Builds the program and lets it look at a repository: the one in $REPO, or the example.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh git pkg-config libcurl libyaml libcrypto sqlite
scripts/build-release.sh

if [ -n "${REPO:-}" ]; then
  set -- suggest "$REPO"
else
  # Runs older than 90 days count for nothing, and the example's history ends in November 2026: without a fixed
  # "now" this would one day show caches only. For your own repositories leave --now out: the end of the history
  # counts as now there.
  set -- suggest Examples/polyglot --now 2026-11-20T12:00:00Z
fi
printf '\n$ inframind %s\n\n' "$*"
exec .build/release/inframind "$@"
