#!/bin/sh
# Builds the program and lets it look at a repository: the one in $REPO, or the example.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh git libyaml pkg-config
scripts/build-release.sh

repository=${REPO:-Examples/polyglot}
printf '\n$ inframind suggest %s\n\n' "$repository"
exec .build/release/inframind suggest "$repository"
