#!/bin/sh
# Begins to measure the job.
set -u

program=$(command -v "${INFRAMIND_PROGRAM:-$HOME/.inframind/inframind}") || {
  printf 'inframind: nothing is measured: it is not installed\n' >&2
  exit 0
}
"$program" record start || true
