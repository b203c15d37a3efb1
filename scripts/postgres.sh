#!/bin/sh
# A PostgreSQL server of the tests' own, on loopback, in a temporary folder: postgres.sh start | stop FOLDER | programs
#
# `start` prints two lines for the shell, INFRAMIND_TEST_POSTGRES (a connection URL) and POSTGRES_FOLDER, which `stop`
# wants. Without PostgreSQL's programs it prints nothing and fails with status 3.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"

# Debian keeps them out of the PATH, by version.
programs() {
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) /usr/pgsql-*/bin /opt/homebrew/bin /usr/local/bin; do
    [ ! -x "$folder/initdb" ] || { echo "$folder"; return; }
  done
  command -v initdb >/dev/null && dirname "$(command -v initdb)"
}

# The server refuses to run as root.
as_user() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif id postgres >/dev/null 2>&1; then
    setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
  else
    setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"
  fi
}

start() {
  bin=$(programs) && [ -n "$bin" ] || exit 3
  folder=$(mktemp -d "${TMPDIR:-/tmp}/inframind-postgres.XXXXXX")
  [ "$(id -u)" -ne 0 ] || chown "$(as_user id -u)" "$folder"
  cd "$folder"
  as_user "$bin/initdb" -D data -U inframind -A trust -E UTF8 --locale=C.UTF-8 --no-sync >setup.log 2>&1 ||
    { give_up "initdb failed"; }
  for _ in 1 2 3 4 5 6 7 8; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
    # Commits go to disk as they do for users: what a crash leaves is part of what is tested.
    if as_user "$bin/pg_ctl" -D data -l server.log -w -t 60 -o "-h 127.0.0.1 -p $port -k '' -c max_connections=200" \
      start >/dev/null 2>&1; then
      echo "INFRAMIND_TEST_POSTGRES=postgresql://inframind@127.0.0.1:$port/postgres"
      echo "POSTGRES_FOLDER=$folder"
      return
    fi
    grep -q 'already in use' server.log || break
  done
  give_up "PostgreSQL did not start"
}

give_up() {
  tail -n 20 "$folder"/*.log >&2
  rm -rf "$folder"
  die "$1"
}

stop() {
  case $1 in */inframind-postgres.*) ;; *) die "'$1' is not a folder of this script" ;; esac
  [ -d "$1/data" ] || exit 0
  (cd "$1" && as_user "$(programs)/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$1"
}

case ${1:-} in
  start) start ;;
  stop) stop "${2:?which folder?}" ;;
  programs) programs ;;
  *) die "postgres.sh start | stop FOLDER | programs" ;;
esac
