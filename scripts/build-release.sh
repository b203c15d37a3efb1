#!/bin/sh
# Builds .build/release/inframind so that it needs nothing but the C library at run time:
# build-release.sh [PRODUCT] [ARGUMENTS OF swift build]
#
# inframind-server, and StoreExerciser for the benchmarks, are built with the same flags, so that what they share is built
# once; they need libpq, SQLite and libcrypto at run time.
#
# The linker takes the static archive where a folder holds no shared library of that name, so a folder
# with nothing but archives goes first in its search path, by way of a .pc file that points there.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

product=inframind
case ${1:-} in
  inframind* | StoreExerciser)
    product=$1
    shift
    ;;
esac

if [ "$(uname -s)" != Linux ]; then
  exec swift build -c release --product "$product" "$@"
fi

archives=$PWD/.build/static-libraries
clang=$(swift_tools)/clang
[ -x "$clang" ] || clang=cc
mkdir -p "$archives"
# The server speaks to PostgreSQL through the system's libpq, which brings the system's libcrypto along: one of each.
[ "$product" = inframind ] && more="libcrypto.a libsqlite3.a" || more=
rm -f "$archives/libcrypto.a" "$archives/libsqlite3.a"
for name in libyaml.a libstdc++.a $more; do
  found=$("$clang" -print-file-name="$name")
  if [ "$found" = "$name" ]; then
    rm -f "$archives/$name"
    say "no static $name here: the program will need the shared library"
  else
    ln -sf "$found" "$archives/$name"
  fi
done

# Written only when it changes: SwiftPM plans anew otherwise.
pc=$(printf '%s\n' 'Name: LibYAML' 'Description: the static archive of libyaml' 'Version: 0.2.5' \
  "Libs: -L$archives -lyaml")
[ "$(cat "$archives/yaml-0.1.pc" 2>/dev/null)" = "$pc" ] || printf '%s\n' "$pc" >"$archives/yaml-0.1.pc"

"$clang" -O2 -c scripts/arc4random.c -o "$archives/arc4random.o"

swift build -c release --product "$product" --static-swift-stdlib --pkg-config-path "$archives" \
  -Xswiftc -Xclang-linker -Xswiftc -static-libgcc -Xlinker "$archives/arc4random.o" "$@"

# What only measures stays on this machine.
[ "$product" != StoreExerciser ] || exit 0

unwanted='libyaml|libstdc|libswift'
[ -z "$more" ] || unwanted="$unwanted|libcrypto|libsqlite"
shared=$(ldd ".build/release/$product" | grep -E "$unwanted" || true)
[ -z "$shared" ] || die "not linked statically: $shared"
