#!/bin/sh
# Checks the style of the Swift code, the scripts and our own workflow files.
set -eu
# shellcheck source=scripts/say.sh
. "$(dirname "$0")/say.sh"
cd "$(dirname "$0")/.."

swift_files() {
  find Package.swift Sources Adapters Tests Benchmarks -name .build -prune -o -name '*.swift' -print0 2>/dev/null
}

say "swift format lint"
swift_files | xargs -0 swift format lint --strict --configuration .swift-format

if scripts/need.sh shellcheck; then
  say "shellcheck"
  find .ci scripts Benchmarks Tests circleci-orb gitlab-component plugins -name .build -prune -o \( -name '*.sh' -o -path '.ci/run' -o -path "gitlab-component/tests/inframind" -o -path "plugins/buildkite/hooks/*" \) -print0 2>/dev/null |
    xargs -0 shellcheck --external-sources
else
  skip "shellcheck over the scripts: it could not be installed"
fi

say "copies of the installer"
scripts/share-installer.py --check

if scripts/tools.sh; then
  # shellcheck source=scripts/tools.env
  . scripts/tools.env
  say "check-jsonschema and zizmor over .github and the action"
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.github-workflows .github/workflows/*.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.github-actions action/action.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.dependabot .github/dependabot.yml
  # The examples are what people copy.
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.github-workflows Examples/github-actions/.github/workflows/*.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci \
    Examples/gitlab-ci/.gitlab-ci.yml Examples/gitlab-ci/.gitlab/pipeline.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.circle-ci Examples/circleci/.circleci/*.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.buildkite Examples/buildkite/.buildkite/pipeline.yml
  "$INFRAMIND_CHECK_JSONSCHEMA" --builtin-schema vendor.drone-ci Examples/drone/.drone.yml
  "$INFRAMIND_ZIZMOR" --offline --no-progress --quiet .github action
else
  skip "check-jsonschema and zizmor over our workflow files: .tools/venv could not be made"
fi
