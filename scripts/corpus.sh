#!/bin/sh
# The tests over real pipeline files, in release mode: they count, and the counts are asserted. Prints a table.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

if [ ! -f ../shared/corpus/MANIFEST.tsv ]; then
  say "skipped: the corpus tests: no ../shared/corpus here"
  exit 0
fi
# Only what these tests need is built.
INFRAMIND_ONLY=LosslessYAMLTests
for folder in Tests/Adapters/*/; do INFRAMIND_ONLY=$INFRAMIND_ONLY,$(basename "$folder"); done
export INFRAMIND_ONLY
CORPUS_EDITS=$PWD/.build/corpus-edits
export CORPUS_EDITS
rm -rf "$CORPUS_EDITS"
scripts/test.sh -c release -Xswiftc -enable-testing --scratch-path .build/release-tests \
  --filter 'Corpus[A-Za-z]*Tests|EditingPropertyTests|SpanTests' "$@"

# shellcheck source=scripts/tools.env
. scripts/tools.env
[ -x "$INFRAMIND_ZIZMOR" ] || unset INFRAMIND_ZIZMOR
python=$INFRAMIND_RUAMEL_PYTHON
[ -x "$python" ] || python=python3
say "schemas and other checkers over the edited files"
exec "$python" scripts/lint-edits.py "$CORPUS_EDITS"
