#!/bin/sh
# Brings a folder into a repository of its own, where a platform wants one: mirror.sh FOLDER REMOTE TAG
#
# What HEAD has in FOLDER becomes a commit on the remote's `main`, on top of what is there, and gets the tag; equal contents make no
# commit. A tag that is there already and means something else is an error. Where MIRROR_TOKEN is set it is the password, which
# no command line and no output shows. Used by the release workflow for gitlab-component and plugins/buildkite.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"

[ $# -eq 3 ] || die "usage: mirror.sh FOLDER REMOTE TAG"
folder=${1%/} remote=$2 tag=$3

# shellcheck disable=SC2016
helper='!f() { echo username="${MIRROR_USER:-oauth2}"; echo password="$MIRROR_TOKEN"; }; f'
remotely() {
  if [ -n "${MIRROR_TOKEN:-}" ]; then
    GIT_TERMINAL_PROMPT=0 git -c credential.helper= -c credential.helper="$helper" "$@"
  else
    GIT_TERMINAL_PROMPT=0 git "$@"
  fi
}

tree=$(git rev-parse --verify --quiet "HEAD:$folder") || die "HEAD has no folder $folder"
heads=$(remotely ls-remote "$remote" refs/heads/main "refs/tags/$tag") || die "$remote cannot be read"
main=$(printf '%s\n' "$heads" | awk '$2 == "refs/heads/main" { print $1 }')
tagged=$(printf '%s\n' "$heads" | awk -v name="refs/tags/$tag" '$2 == name { print $1 }')
[ -z "$main$tagged" ] || remotely fetch -q "$remote" ${main:+refs/heads/main} ${tagged:+"refs/tags/$tag"}

if [ -n "$tagged" ]; then
  [ "$(git rev-parse "$tagged^{tree}")" = "$tree" ] || die "$tag is there already, with other files"
  say "$tag of $folder is there already"
  exit 0
fi
if [ -n "$main" ] && [ "$(git rev-parse "$main^{tree}")" = "$tree" ]; then
  commit=$main
else
  commit=$(git commit-tree "$tree" ${main:+-p "$main"} -m "Release $tag" \
    -m "What $folder is in $(git rev-parse HEAD).")
fi
remotely push -q --atomic "$remote" "$commit:refs/heads/main" "$commit:refs/tags/$tag" || die "$remote cannot be written"
say "$tag of $folder is now $commit"
