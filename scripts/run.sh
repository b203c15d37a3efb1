#!/bin/sh
# Builds the program and lets it look at a repository: the one in $REPO, or the example.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh git libyaml pkg-config
scripts/build-release.sh

repository=${REPO:-Examples/polyglot}
history=$repository/.inframind/runs.jsonl
set -- suggest "$repository"
[ ! -f "$history" ] || set -- "$@" --history "$history"
printf '\n$ inframind %s\n\n' "$*"
exec .build/release/inframind "$@"
