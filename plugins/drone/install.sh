#!/bin/sh
# Puts a released inframind into a folder: install.sh --version V --base-url URL --into DIR
#
# URL is where the releases are: below it `vV/SHA256SUMS` and `vV/inframind-V-linux-ARCH.tar.xz`, as on GitHub below
# `…/releases/download`. `https://`, `file://` and `http://` of this machine (127.0.0.1, localhost, [::1]) are read.
# The archive's SHA-256 sum is compared with the sums file before anything of it is used. What is there already, in that
# version, is taken as it is.
#
# On success the program's path is printed and the status is 0; else one line on standard error says why, and it is 1.
# The copies of this file in gitlab-component, circleci-orb and plugins are written by scripts/share-installer.py.
set -u

fail() {
  printf 'inframind: not installed: %s\n' "$1" >&2
  exit 1
}

version='' base='' into=''
while [ $# -ge 2 ]; do
  case $1 in
    --version) version=${2#v} ;;
    --base-url) base=${2%/} ;;
    --into) into=$2 ;;
    *) fail "$1 is no option" ;;
  esac
  shift 2
done
[ $# -eq 0 ] || fail "$1 is no option with a value"
[ -n "$version" ] || fail 'no version is named'
[ -n "$base" ] || fail 'no address of releases is named'
[ -n "$into" ] || fail 'no folder is named'
case $version in *[!0-9A-Za-z.+-]*) fail 'that is no version' ;; esac
case $into in -*) into=./$into ;; esac

# version_of PROGRAM: what it says of itself, in five seconds.
version_of() {
  if command -v timeout >/dev/null 2>&1; then
    timeout -s KILL 5 "$1" --version
  else
    "$1" --version
  fi </dev/null 2>/dev/null
}

program=$into/inframind
if [ -f "$program" ] && [ -x "$program" ]; then
  case $(version_of "$program" 2>/dev/null) in
    "$version" | *" $version")
      printf '%s\n' "$program"
      exit 0
      ;;
  esac
fi

# What curl may speak: https stays https, also where it is sent elsewhere.
protocols='=https'
case $base in
  *[[:cntrl:]]*) fail 'the address of releases is more than one line' ;;
  file://*) ;;
  https://* | http://*)
    host=${base#*://}
    host=${host%%/*}
    case $host in *@*) fail 'the address of releases has an @ before its path' ;; esac
    case $base in
      http://*)
        case ${host##*:} in *[!0-9]* | '') ;; *) host=${host%:*} ;; esac
        case $host in
          127.0.0.1 | localhost | '[::1]') protocols='=http,https' ;;
          *) fail 'the address of releases is neither https:// nor file://' ;;
        esac
        ;;
    esac
    ;;
  *) fail 'the address of releases is neither https:// nor file://' ;;
esac

[ "$(uname -s)" = Linux ] || fail "there is no program for $(uname -s)"
case $(uname -m) in
  x86_64 | amd64) names='x86_64 amd64' ;;
  aarch64 | arm64) names='aarch64 arm64' ;;
  *) fail "there is no program for $(uname -m)" ;;
esac

scratch=$(mktemp -d 2>/dev/null) || fail 'no temporary folder can be made'
trap 'rm -rf "$scratch" "$into/.inframind.$$"' EXIT
trap 'exit 1' HUP INT TERM

# fetch NAME SECONDS BYTES: a file of the release into $scratch.
fetch() {
  case $base in
    file://*)
      cp -- "${base#file://}/v$version/$1" "$scratch/$1" 2>/dev/null
      ;;
    *)
      if command -v curl >/dev/null 2>&1; then
        curl -gfsSL --proto "$protocols" --proto-redir "$protocols" --connect-timeout 5 --max-time "$2" \
          --max-filesize "$3" --retry 1 -o "$scratch/$1" "$base/v$version/$1" 2>/dev/null
      elif command -v wget >/dev/null 2>&1; then
        wget -q -T "$2" -O "$scratch/$1" "$base/v$version/$1" 2>/dev/null
      else
        fail 'there is neither curl nor wget here'
      fi
      ;;
  esac
}

fetch SHA256SUMS 15 1000000 || fail "v$version/SHA256SUMS cannot be had from $base"

archive='' expected=''
for name in $names; do
  archive=inframind-$version-linux-$name.tar.xz
  expected=$(awk -v name="$archive" '{ file = $2; sub(/^\*/, "", file) } file == name { print $1; exit }' \
    "$scratch/SHA256SUMS")
  [ -z "$expected" ] || break
done
[ -n "$expected" ] || fail "the release $version has no archive for $(uname -m)"

fetch "$archive" 60 200000000 || fail "$archive cannot be had from $base"

if command -v sha256sum >/dev/null 2>&1; then
  actual=$(sha256sum "$scratch/$archive")
elif command -v shasum >/dev/null 2>&1; then
  actual=$(shasum -a 256 "$scratch/$archive")
else
  fail 'there is neither sha256sum nor shasum here'
fi
[ "${actual%% *}" = "$expected" ] || fail "$archive is not what SHA256SUMS says"

mkdir "$scratch/unpacked"
if command -v xz >/dev/null 2>&1; then
  xz -dc "$scratch/$archive" 2>/dev/null | tar -xf - -C "$scratch/unpacked" 2>/dev/null ||
    fail "$archive cannot be unpacked"
elif command -v python3 >/dev/null 2>&1; then
  python3 -c 'import sys, tarfile
safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
archive = tarfile.open(sys.argv[1])
files = [file for file in archive if file.isreg() and file.name[0] != "/" and ".." not in file.name.split("/")]
archive.extractall(sys.argv[2], files, **safe)' \
    "$scratch/$archive" "$scratch/unpacked" 2>/dev/null || fail "$archive cannot be unpacked"
else
  fail 'there is neither xz nor python3 here to unpack it'
fi

found=''
for place in "$scratch"/unpacked/inframind "$scratch"/unpacked/*/inframind "$scratch"/unpacked/*/bin/inframind; do
  if [ -f "$place" ] && [ ! -L "$place" ]; then
    found=$place
    break
  fi
done
[ -n "$found" ] || fail "there is no program in $archive"

# Moved into place at once, so that two jobs in one folder never run half a program.
{ mkdir -p "$into" && [ ! -d "$program" ] && cp "$found" "$into/.inframind.$$" && chmod 755 "$into/.inframind.$$" &&
  mv -f "$into/.inframind.$$" "$program"; } 2>/dev/null || fail "$into cannot be written"
printf '%s\n' "$program"
