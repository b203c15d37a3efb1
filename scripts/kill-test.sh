#!/bin/sh
# Kills inframind-server at random moments under load, over each store, and looks every answered delivery up after the
# restart: kill-test.sh [TIMES], 200 if not said.
set -eu
cd "$(dirname "$0")/.."

INFRAMIND_KILLS=${1:-200}
export INFRAMIND_KILLS
exec scripts/test.sh --filter KillTests
