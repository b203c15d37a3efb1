#!/bin/sh
# Builds the program and lets it look at a repository: the one in $REPO, or the example.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh git libyaml pkg-config
scripts/build-release.sh

if [ -n "${REPO:-}" ]; then
  set -- suggest "$REPO"
else
  # Its history is of the autumn of 2026, and would be too old to believe some day.
  set -- suggest Examples/polyglot --now 2026-11-20T12:00:00Z
fi
printf '\n$ inframind %s\n\n' "$*"
exec .build/release/inframind "$@"
