#!/bin/sh
# Puts the Python programs that our tests ask for a second opinion into .tools/venv: see requirements.txt.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

wanted=scripts/requirements.txt
stamp=.tools/venv/installed.txt
if cat "$wanted" scripts/requirements-sarif.txt | cmp -s - "$stamp" && [ -f .tools/sarif/sarif-schema.json ] && .tools/venv/bin/check-jsonschema --version >/dev/null 2>&1; then
  exit 0
fi

scripts/need.sh python libgomp
say "installing into .tools/venv: $(grep -v '^#' "$wanted" | tr '\n' ' ')"
rm -rf .tools/venv .tools/sarif
mkdir -p .tools
python3 -m venv .tools/venv
.tools/venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"

# A package that carries the schema of SARIF 2.1.0; of its own needs and code we use nothing.
.tools/venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --dest .tools/sarif \
  --requirement scripts/requirements-sarif.txt
.tools/venv/bin/python -m zipfile --extract .tools/sarif/*.whl .tools/sarif
cat "$wanted" scripts/requirements-sarif.txt >"$stamp"
