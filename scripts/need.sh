#!/bin/sh
# Makes sure that system packages are there: need.sh NAME...
#
# Installs what is missing with apt where there is apt; elsewhere names what is missing and stops.
# Names: swift git libcurl libyaml libcrypto sqlite libpq libgomp postgresql pkg-config python shellcheck xz node
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"

static_libyaml() {
  for archive in /usr/lib/*-linux-*/libyaml.a /usr/lib64/libyaml.a /usr/lib/libyaml.a /usr/local/lib/libyaml.a \
    /opt/homebrew/lib/libyaml.a; do
    [ ! -e "$archive" ] || return 0
  done
  return 1
}

# What LightGBM's wheel for Linux needs beside itself.
libgomp() {
  [ "$(uname -s)" = Linux ] || return 0
  for library in /usr/lib/*-linux-*/libgomp.so.1 /usr/lib64/libgomp.so.1 /usr/lib/libgomp.so.1; do
    [ ! -e "$library" ] || return 0
  done
  return 1
}

present() {
  case $1 in
    libyaml) static_libyaml ;;
    libgomp) libgomp ;;
    libcurl) pkg-config --exists libcurl ;;
    libcrypto) pkg-config --exists libcrypto ;;
    sqlite) pkg-config --exists sqlite3 ;;
    libpq) pkg-config --exists libpq ;;
    postgresql) "$(dirname "$0")/postgres.sh" programs ;;
    python) python3 -c 'import ensurepip, venv' ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

debian_package() {
  case $1 in
    libyaml) echo libyaml-dev ;;
    libcurl) echo libcurl4-openssl-dev ;;
    libcrypto) echo libssl-dev ;;
    sqlite) echo libsqlite3-dev ;;
    libpq) echo libpq-dev ;;
    libgomp) echo libgomp1 ;;
    python) echo python3-venv ;;
    xz) echo xz-utils ;;
    node) echo nodejs ;;
    *) echo "$1" ;;
  esac
}

if ! swift --version >/dev/null 2>&1; then
  die "no working 'swift' on the PATH: install Swift 6.2 or later (https://www.swift.org/install)"
fi

missing=
for name in "$@"; do
  present "$name" || missing="$missing $(debian_package "$name")"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  die "missing (by their Debian names):$missing. Install them with this system's package manager, then run again."
fi

install="apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120$missing"
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
elif command -v sudo >/dev/null && [ -t 0 ] && [ "${CI:-}" != true ]; then
  as_root=sudo
else
  die "missing:$missing. Run this as root, then try again: $install"
fi

say "installing:$missing (${as_root:+$as_root }apt-get install)"
export DEBIAN_FRONTEND=noninteractive
# Without a network the lists cannot be renewed, and the packages may still be in apt's own cache.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null 2>&1 || say "apt-get update failed; trying with the lists at hand"
# The names are words on purpose.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive $install </dev/null >&2 || die "apt could not install:$missing"

for name in "$@"; do
  present "$name" || die "'$(debian_package "$name")' is installed, yet $name is still not found"
done
