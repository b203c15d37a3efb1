#!/bin/sh
# Packs .build/release/inframind into .build/archives with its SHA-256 sum: archive.sh TAG
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

tag=${1:?usage: archive.sh TAG}
version=${tag#v}
built=$(.build/release/inframind --version | awk '{ print $NF }')
[ "$built" = "$version" ] || die "the tag says $version, the program says $built"

scripts/need.sh xz
name=inframind-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
archives=.build/archives
rm -rf "$archives"
mkdir -p "$archives/$name"
cp .build/release/inframind LICENSE README.md CHANGELOG.md "$archives/$name/"
strip "$archives/$name/inframind"

# Equal input gives an equal archive: sorted names, no owner, the commit's own time.
when=$(git -c safe.directory="$PWD" log -1 --format=%ct)
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" -C "$archives" -cJf "$archives/$name.tar.xz" "$name"
rm -r "${archives:?}/$name"
(cd "$archives" && sha256sum "$name.tar.xz" >"$name.tar.xz.sha256")
say "packed $archives/$name.tar.xz"
