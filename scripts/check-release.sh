#!/bin/sh
# Checks that a released program starts where it is meant to: check-release.sh PROGRAM
#
# It may need no symbol newer than glibc 2.35 (Ubuntu 22.04), and no library but those of the C library.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"

program=$1
newest=$(objdump -T "$program" | grep -o 'GLIBC_[0-9.]*' | sort -u -t_ -k2 -V | tail -n 1)
oldest=$(printf '%s\nGLIBC_2.35\n' "$newest" | sort -t_ -k2 -V | tail -n 1)
[ "$oldest" = GLIBC_2.35 ] || die "$program needs $newest, and Ubuntu 22.04 has GLIBC_2.35"
others=$(objdump -p "$program" | sed -n 's/^ *NEEDED *//p' |
  grep -vxE 'lib(c|m|dl|rt|pthread|util)\.so\.[0-9]+|ld-linux-[a-z0-9-]+\.so\.[0-9]' || true)
[ -z "$others" ] || die "$program needs libraries that a slim machine may lack: $others"
"$program" --version >/dev/null || die "$program does not start"
say "$program needs $newest at most, and the C library alone"
