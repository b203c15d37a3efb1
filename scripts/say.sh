# Sourced by the other scripts: how they speak and how they stop.
# shellcheck shell=sh

say() {
  printf '%s\n' "$*" >&2
}

die() {
  say "error: $*"
  exit 1
}

# Leaves something optional out: seen on a person's machine, a failure on a machine that must not miss it.
skip() {
  say "skipped: $*"
  [ "${CI:-}" != true ] || die "with CI=true nothing may be left out"
}

# The folder of the Swift toolchain's own programs (llvm-cov lies there, seldom on the PATH).
swift_tools() {
  dirname "$(readlink -f "$(command -v swift)")"
}
