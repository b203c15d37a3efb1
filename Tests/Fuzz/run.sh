#!/bin/sh
# Builds the fuzz targets with libFuzzer and AddressSanitizer and runs each for a while.
#
# Usage: run.sh [SECONDS] [TARGET ...]     default: 600 seconds, all targets
# What is found is copied to FailCases, which the ordinary tests read again. The exit status is 1 then.
set -eu
cd "$(dirname "$0")"
# The backtracer of Swift would read memory that AddressSanitizer guards.
export SWIFT_BACKTRACE=enable=no
seconds=${1:-600}
[ $# -gt 0 ] && shift
targets=${*:-FuzzParse FuzzEdits}

flags="-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing -Xswiftc -use-ld=lld"
found=0
mkdir -p Corpus/found
for target in $targets; do
  # shellcheck disable=SC2086
  if ! swift build -c release --product "$target" --disable-index-store $flags >Corpus/build.log 2>&1; then
    tail -40 Corpus/build.log
    exit 2
  fi
  mkdir -p "Corpus/$target" FailCases
  status=0
  nice -n 10 .build/release/"$target" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
    -dict=yaml.dict -artifact_prefix="Corpus/found/$target-" -print_final_stats=1 \
    "Corpus/$target" ../LosslessYAMLTests/Fixtures/Listings FailCases >"Corpus/$target.log" 2>&1 || status=$?
  grep '^stat::' "Corpus/$target.log" || true
  if [ "$status" -eq 0 ]; then
    echo "$target found nothing in $seconds seconds"
  else
    found=1
    cp Corpus/found/"$target"-* FailCases/ 2>/dev/null || true
    echo "$target stopped with status $status: see Tests/Fuzz/Corpus/$target.log and Tests/Fuzz/FailCases"
  fi
done
exit $found
