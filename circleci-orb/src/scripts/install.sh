#!/bin/sh
# Installs the program for the steps behind this one: see the parameters of the command.
set -u

strict() {
  [ "${INFRAMIND_STRICT:-}" != true ] && [ "${INFRAMIND_STRICT:-}" != 1 ] || exit 1
  exit 0
}

# A step before this one may have done it.
if [ "${INFRAMIND_UNLESS_THERE:-}" = true ] &&
  command -v "${INFRAMIND_PROGRAM:-$HOME/.inframind/inframind}" >/dev/null; then
  exit 0
fi
if [ -n "${INFRAMIND_BINARY:-}" ]; then
  program=$(command -v "$INFRAMIND_BINARY") || {
    printf 'inframind: not installed: there is no program %s\n' "$INFRAMIND_BINARY" >&2
    strict
  }
else
  program=$(sh -c "$INFRAMIND_INSTALLER" install.sh --version "${INFRAMIND_VERSION:-}" \
    --base-url "${INFRAMIND_THIS_BASE_URL:-${INFRAMIND_BASE_URL:-}}" --into "$HOME/.inframind") || strict
fi

[ -z "${BASH_ENV:-}" ] || printf "export INFRAMIND_PROGRAM='%s'\nexport PATH=\"\$PATH:%s\"\n" \
  "$program" "${program%/*}" >>"$BASH_ENV"
printf 'inframind: %s\n' "$program"
