#!/bin/sh
# Ends the measuring and hands the record over.
set -u

mkdir -p inframind-record
program=$(command -v "${INFRAMIND_PROGRAM:-$HOME/.inframind/inframind}") || {
  printf 'inframind: nothing was measured: it is not installed\n' >&2
  exit 0
}
record=inframind-record/record.json
"$program" record stop --output "$record" || true
server=${INFRAMIND_THIS_SERVER:-${INFRAMIND_SERVER:-}}
[ -s "$record" ] && [ -n "$server" ] || exit 0

token=$(printenv "${INFRAMIND_TOKEN_NAME:-INFRAMIND_RECORD_TOKEN}") || {
  printf 'inframind: the record is not sent: %s holds no token\n' "${INFRAMIND_TOKEN_NAME:-INFRAMIND_RECORD_TOKEN}" >&2
  exit 0
}
# The token goes in by a file that nobody else reads, since others may list the arguments of programs.
printf 'header = "Authorization: Bearer %s"\n' "$token" |
  curl -sS -o /dev/null --fail --max-time 10 --config - --data-binary "@$record" \
    "${server%/}/api/v1/records" ||
  printf 'inframind: the record could not be sent to %s\n' "$server" >&2
exit 0
