#!/bin/sh
# Puts the Python programs that our tests ask for a second opinion into .tools/venv: see requirements.txt.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

wanted=scripts/requirements.txt
stamp=.tools/venv/installed.txt
if cmp -s "$wanted" "$stamp" && .tools/venv/bin/check-jsonschema --version >/dev/null 2>&1; then
  exit 0
fi

scripts/need.sh python
say "installing into .tools/venv: $(grep -v '^#' "$wanted" | tr '\n' ' ')"
rm -rf .tools/venv
mkdir -p .tools
python3 -m venv .tools/venv
.tools/venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
cp "$wanted" "$stamp"
