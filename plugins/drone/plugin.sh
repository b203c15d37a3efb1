#!/bin/sh
# A step of a Drone or Woodpecker pipeline that publishes the report. Settings come as PLUGIN_*; see README.md.
set -u

tell() { printf 'inframind: %s\n' "$1" >&2; }

case ${PLUGIN_STRICT:-false} in true | 1) strict=1 ;; *) strict=0 ;; esac
case ${INFRAMIND_DISABLE:-} in '' | 0 | false | no) ;; *) exit 0 ;; esac

program=$(command -v "${PLUGIN_BINARY:-inframind}") || {
  tell 'nothing is reported: it is not installed'
  exit "$strict"
}

# What is empty is not passed on: a secret that a pull request may not see is one.
give() { [ -z "$2" ] || export "$1=$2"; }
give INFRAMIND_TOKEN "${PLUGIN_TOKEN:-}"
give INFRAMIND_GITHUB_TOKEN "${PLUGIN_GITHUB_TOKEN:-}"
give INFRAMIND_GITLAB_TOKEN "${PLUGIN_GITLAB_TOKEN:-}"
give INFRAMIND_CARD_TEMPLATE "${PLUGIN_CARD_TEMPLATE:-}"

set -- report
[ "$strict" = 0 ] || set -- "$@" --strict
[ -z "${PLUGIN_SERVER:-}" ] || set -- "$@" --server "$PLUGIN_SERVER"
[ -z "${PLUGIN_HISTORY:-}" ] || set -- "$@" --history "$PLUGIN_HISTORY"
[ -z "${PLUGIN_KEY:-}" ] || set -- "$@" --key "$PLUGIN_KEY"
# Lists come with commas between.
places=${PLUGIN_PLACES:-},
while [ -n "$places" ]; do
  place=${places%%,*}
  places=${places#*,}
  [ -z "$place" ] || set -- "$@" --at "$place"
done

"$program" "$@" || exit "$strict"
exit 0
