#!/bin/sh
# release.sh [VERSION]: builds what is released into .build/dist: archives and Debian packages of both programs for this machine's architecture, their
# SHA-256 sums, and a list of what is in them (CycloneDX). Called by `make release`.
#
# Equal sources give equal archives: names are sorted, times are the commit's, owners are nobody's.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

version=$(sed -n 's/.*static let version = "\(.*\)".*/\1/p' Sources/InfraMindEngine/Version.swift)
[ -z "${1:-}" ] || [ "$1" = "$version" ] || die "the tag says $1, the program says $version"
architecture=$(uname -m)
dist=.build/dist
# The time of the commit, for everything that would else hold the time of the build.
time=$(git -c safe.directory="$PWD" log -1 --format=%ct 2>/dev/null || echo 0)
rm -rf "$dist"
mkdir -p "$dist"

# pack PROGRAM: its archive, with the completions of shells where it has them.
pack() {
  name=$1-$version
  folder=$dist/stage/$name
  mkdir -p "$folder"
  strip -o "$folder/$1" ".build/release/$1"
  cp LICENSE "$folder/LICENSE"
  printf '%s\n' "$1 $version: https://github.com/inframind/inframind, docs/ there says how to use it." >"$folder/README"
  if [ "$1" = inframind ]; then
    mkdir -p "$folder/completions"
    for shell in bash zsh fish; do
      "$folder/$1" --generate-completion-script "$shell" >"$folder/completions/inframind.$shell"
    done
  fi
  # Code compresses better once its jumps are made absolute.
  filter=
  [ "$architecture" != x86_64 ] || filter=--x86
  archive=$dist/$name-linux-$architecture.tar.xz
  # shellcheck disable=SC2086
  tar --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner -C "$dist/stage" -cf - "$name" |
    xz -T1 $filter --lzma2=preset=9e,dict=64MiB >"$archive"
}

# package PROGRAM SENTENCE DEPENDS: its Debian package.
package() {
  command -v dpkg-deb >/dev/null || { skip "the Debian package of $1: dpkg-deb is not here"; return 0; }
  root=$dist/stage/deb-$1
  mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/doc/$1"
  cp "$dist/stage/$1-$version/$1" "$root/usr/bin/$1"
  cp LICENSE "$root/usr/share/doc/$1/copyright"
  if [ "$1" = inframind ]; then
    mkdir -p "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" \
      "$root/usr/share/fish/vendor_completions.d"
    cp "$dist/stage/$1-$version/completions/inframind.bash" "$root/usr/share/bash-completion/completions/inframind"
    cp "$dist/stage/$1-$version/completions/inframind.zsh" "$root/usr/share/zsh/vendor-completions/_inframind"
    cp "$dist/stage/$1-$version/completions/inframind.fish" "$root/usr/share/fish/vendor_completions.d/inframind.fish"
  elif [ -f deploy/inframind-server.service ]; then
    mkdir -p "$root/lib/systemd/system"
    sed 's:/usr/local/bin/:/usr/bin/:' deploy/inframind-server.service >"$root/lib/systemd/system/inframind-server.service"
  fi
  {
    echo "Package: $1"
    echo "Version: $version"
    echo "Architecture: $(dpkg --print-architecture)"
    echo "Maintainer: InfraMind <maintainers@inframind.example>"
    echo "Depends: $3"
    [ "$1" != inframind ] || echo "Recommends: libcurl4 | libcurl4t64"
    echo "Section: devel"
    echo "Priority: optional"
    echo "Homepage: https://github.com/inframind/inframind"
    echo "Description: $2"
  } >"$root/DEBIAN/control"
  find "$root" -exec touch -d "@$time" {} +
  SOURCE_DATE_EPOCH=$time dpkg-deb --root-owner-group -Zxz --build "$root" \
    "$dist/${1}_${version}_$(dpkg --print-architecture).deb" >/dev/null
}

scripts/build-release.sh
scripts/build-release.sh inframind-server
pack inframind
pack inframind-server
scripts/check-release.sh "$dist/stage/inframind-$version/inframind"
scripts/check-root.sh "$dist/stage/inframind-$version/inframind"
package inframind "suggests machine sizes and caches for CI jobs, and measures them" "libc6 (>= 2.35)"
package inframind-server "receives webhooks of CI platforms and keeps their history for inframind" \
  "libc6 (>= 2.35), libpq5, libsqlite3-0, libssl3 | libssl3t64"
python3 scripts/sbom.py "$version" "$time" >"$dist/inframind-$version-linux-$architecture.cdx.json"
rm -rf "$dist/stage"
(cd "$dist" && sha256sum -- * >SHA256SUMS)

say "in $dist:"
for file in "$dist"/*; do
  awk -v bytes="$(wc -c <"$file")" -v name="${file##*/}" 'BEGIN { printf "  %9.2f MB  %s\n", bytes / 1e6, name }'
done
size=$(wc -c <"$dist/inframind-$version-linux-$architecture.tar.xz")
# What a job has to fetch. With ICU's tables, which Sources/CBareICU keeps out, it would be 20 MB.
limit=15000000
[ "$size" -le "$limit" ] || die "the archive of inframind has $size bytes, more than $limit"
