#!/bin/sh
# Goes on from a setup workflow: with sizes if there are any, else with the config as it stands. The status is 1 where
# nothing could go on at all, since the pipeline would then end without a job and look fine.
set -u

say() { printf 'inframind: %s\n' "$1" >&2; }

server=${INFRAMIND_THIS_SERVER:-${INFRAMIND_SERVER:-}}
config=${INFRAMIND_CONFIG:-.circleci/continue-config.yml}
if [ -z "${CIRCLE_CONTINUATION_KEY:-}" ]; then
  say 'this is no job of a setup workflow: CIRCLE_CONTINUATION_KEY is missing'
  exit 0
fi
if [ ! -r "$config" ]; then
  say "there is no $config to go on with"
  exit 1
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
chosen=$scratch/chosen.yml

choose() {
  program=$(command -v "${INFRAMIND_PROGRAM:-$HOME/.inframind/inframind}") || {
    say "it is not installed: the pipeline goes on with $config as it stands"
    return 1
  }
  set -- inject --strict --platform circleci --way config --output "$chosen" "$config"
  [ -z "$server" ] || set -- "$@" --server "$server"
  if command -v timeout >/dev/null 2>&1; then
    set -- timeout -k 5 "${INFRAMIND_SECONDS:-30}" "$program" "$@"
  else
    set -- "$program" "$@"
  fi
  # The key is not its business.
  (unset CIRCLE_CONTINUATION_KEY && "$@")
}

if ! choose; then
  case ${INFRAMIND_STRICT:-} in true | 1) exit 1 ;; esac
  rm -f "$chosen"
fi
[ -s "$chosen" ] || chosen=$config

# A file as a JSON string, whatever is in it.
string() {
  tab=$(printf '\t') return=$(printf '\r')
  printf '"'
  LC_ALL=C tr -d '\000-\010\013\014\016-\037' <"$1" |
    LC_ALL=C sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" -e "s/$return/\\\\r/g" |
    LC_ALL=C awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
  # The last line has its end only if the file has it.
  [ -n "$(tail -c 1 "$1")" ] || printf '\\n'
  printf '"'
}

go_on() {
  parameters=${INFRAMIND_PARAMETERS:-}
  printf '{"continuation-key":"%s","configuration":%s,"parameters":%s}' \
    "$CIRCLE_CONTINUATION_KEY" "$(string "$1")" "${parameters:-"{}"}" >"$scratch/body.json"
  status=$(curl -sS --max-time 30 -o "$scratch/answer" -w '%{http_code}' -X POST \
    -H 'Content-Type: application/json' --data-binary "@$scratch/body.json" \
    "${INFRAMIND_CIRCLECI_API:-https://circleci.com/api/v2}/pipeline/continue") || status=000
  case $status in 2??) return 0 ;; esac
  say "CircleCI does not go on with ${1##*/}: status $status $(head -c 300 "$scratch/answer" 2>/dev/null | tr -d '\000-\037')"
  return 1
}

go_on "$chosen" && exit 0
[ "$chosen" != "$config" ] && go_on "$config" && exit 0
exit 1
