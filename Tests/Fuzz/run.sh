#!/bin/sh
# Builds the fuzz targets with libFuzzer and AddressSanitizer and runs each for a while.
#
# Usage: run.sh [SECONDS] [TARGET ...]     default: 600 seconds, all targets
# What is found is copied to FailCases, which the ordinary tests read again. The exit status is 1 then.
set -eu
cd "$(dirname "$0")"
# The backtracer of Swift would read memory that AddressSanitizer guards.
export SWIFT_BACKTRACE=enable=no
seconds=${1:-${SECONDS:-600}}
[ "$seconds" -gt 0 ] || seconds=600
[ $# -gt 0 ] && shift
targets=${*:-FuzzParse}

flags="-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing -Xswiftc -use-ld=lld"
found=0
for target in $targets; do
  # shellcheck disable=SC2086
  swift build -c release --product "$target" --disable-index-store $flags >build.log 2>&1 || { tail -40 build.log; exit 2; }
  mkdir -p "Corpus/$target" "Corpus/found"
  status=0
  nice -n 10 .build/release/"$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
    -dict=yaml.dict -artifact_prefix="Corpus/found/$target-" -print_final_stats=1 \
    "Corpus/$target" ../LosslessYAMLTests/Fixtures/Listings FailCases >"Corpus/$target.log" 2>&1 || status=$?
  tail -12 "Corpus/$target.log"
  if [ "$status" -ne 0 ]; then
    found=1
    cp Corpus/found/"$target"-* FailCases/ 2>/dev/null || true
    echo "$target stopped with status $status: see Corpus/$target.log and FailCases"
  fi
done
exit $found
