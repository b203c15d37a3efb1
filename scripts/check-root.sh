#!/bin/sh
# Checks that the released program works where there is nearly nothing: check-root.sh PROGRAM
#
# debootstrap makes a minimal Debian 12 below .build/minimal-root, without libcurl, git and CA certificates; there the program
# starts, records a command and a job, reports, and says in one line that it cannot ask a server, with status 0. The packages
# come from where this machine's own do. Needs root or a sudo that asks nothing.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

program=$1
root=.build/minimal-root
release=bookworm

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root='sudo -n'
else
  skip "the minimal root: debootstrap has to be run as root"
  exit 0
fi
# Where nothing may be mounted, as in most containers, debootstrap cannot work either. Swift's run time reads the arguments from
# /proc, which every container has, so it is mounted in the root, too.
mkdir -p "$root.proc"
if ! $as_root mount -t proc proc "$root.proc" 2>/dev/null; then
  say "skipped: the minimal root: nothing may be mounted here"
  exit 0
fi
$as_root umount "$root.proc"
rmdir "$root.proc"
scripts/need.sh debootstrap || { skip "the minimal root: debootstrap is not here"; exit 0; }

if [ ! -e "$root/complete" ]; then
  $as_root rm -rf "$root"
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" 2>/dev/null | grep '/debian/\{0,1\}$' | head -n 1 || true)
  $as_root debootstrap --variant=minbase "$release" "$root" "${mirror:-http://deb.debian.org/debian}" >"$root.log" 2>&1 || {
    tail -n 5 "$root.log" >&2
    die "debootstrap could not make $root"
  }
  $as_root touch "$root/complete"
fi
$as_root mount -t proc proc "$root/proc"
trap '$as_root umount "$root/proc"' EXIT
trap 'exit 130' INT TERM
[ -z "$(find "$root/usr/lib" -name 'libcurl*' | head -n 1)" ] || die "there is a libcurl in $root"

$as_root install -m 755 "$program" "$root/usr/bin/inframind"
$as_root rm -rf "$root/work"
$as_root mkdir -p "$root/work"
$as_root cp -R Examples/github-actions/.github "$root/work/"

# inside COMMAND: in a job of GitHub Actions, in the root's folder /work.
inside() {
  $as_root chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root GITHUB_ACTIONS=true GITHUB_REPOSITORY=acme/shop \
    GITHUB_RUN_ID=1 GITHUB_JOB=build RUNNER_NAME=one INFRAMIND_TOKEN=t GITHUB_STEP_SUMMARY=/work/summary \
    GITHUB_WORKFLOW_REF=acme/shop/.github/workflows/ci.yml@refs/heads/main /bin/sh -euc "cd /work; $1"
}

inside 'inframind --version' >/dev/null || die "it does not start"
inside 'inframind record --quiet --output one.json -- sh -c "head -c 1000000 /dev/zero | cksum >/dev/null"' ||
  die "it cannot record a command"
inside 'inframind record start >/dev/null && sleep 2 && inframind record stop --output job.json >/dev/null 2>&1' ||
  die "it cannot record a job"
inside 'inframind record show one.json && inframind record show job.json' | grep -q CPU || die "a record cannot be shown"
inside 'inframind report --dry-run' | grep -q InfraMind || die "it cannot report"
inside 'inframind report --at summary && grep -q InfraMind summary' 2>/dev/null || die "it cannot report to a summary"
told=$(inside 'inframind report --server http://127.0.0.1:9' 2>&1) || die "without libcurl a report fails the job"
[ "$(printf '%s\n' "$told" | wc -l)" -eq 1 ] || die "without libcurl a report says: $told"
printf '%s' "$told" | grep -q libcurl || die "without libcurl a report says: $told"
say "$program works in a minimal Debian 12, and says what it lacks there: $told"
