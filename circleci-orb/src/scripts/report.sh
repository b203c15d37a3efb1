#!/bin/sh
# Reports where the parameters say.
set -u

strict() {
  [ "${INFRAMIND_STRICT:-}" != true ] && [ "${INFRAMIND_STRICT:-}" != 1 ] || exit 1
  exit 0
}

mkdir -p "${INFRAMIND_REPORT_DIR:-.}"
program=$(command -v "${INFRAMIND_PROGRAM:-$HOME/.inframind/inframind}") || {
  printf 'inframind: nothing is reported: it is not installed\n' >&2
  strict
}
server=${INFRAMIND_THIS_SERVER:-${INFRAMIND_SERVER:-}}
set -- report --strict
[ -z "$server" ] || set -- "$@" --server "$server"
for place in ${INFRAMIND_PLACES:-}; do set -- "$@" --at "$place"; done
case ${INFRAMIND_TESTS:-} in true | 1) set -- "$@" --at tests ;; esac
if command -v timeout >/dev/null 2>&1; then
  set -- timeout -k 5 "${INFRAMIND_SECONDS:-120}" "$program" "$@"
else
  set -- "$program" "$@"
fi
"$@" || {
  [ $? -ne 124 ] || printf 'inframind: nothing is reported: it took more than %s s\n' "$INFRAMIND_SECONDS" >&2
  strict
}
