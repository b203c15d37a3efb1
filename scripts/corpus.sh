#!/bin/sh
# The tests over real pipeline files, in release mode: they count, and the counts are asserted.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

if [ ! -d ../shared/corpus/github-actions ]; then
  say "skipped: the corpus tests: no ../shared/corpus/github-actions here"
  exit 0
fi
# Other test targets are built too, and look inside their modules.
exec scripts/test.sh -c release -Xswiftc -enable-testing --scratch-path .build/release-tests \
  --filter CorpusTests "$@"
