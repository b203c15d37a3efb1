#!/bin/sh
# Measures inframind-server under signed deliveries: webhooks.sh [ARGUMENTS OF webhooks.py]. Called by `make bench`, which
# builds the server first. PostgreSQL is measured where its programs are.
set -eu
cd "$(dirname "$0")/.."
figures=.build/bench
mkdir -p "$figures"

cc -O2 -D_GNU_SOURCE -o "$figures/webhook-load" Benchmarks/Sources/webhook-load/main.c -lcrypto
cc -O2 -D_GNU_SOURCE -o "$figures/disk-sync" Benchmarks/Sources/disk-sync/main.c

server=$(scripts/postgres.sh start) || echo "skipped: webhooks over PostgreSQL: its programs are not here"
if [ -n "$server" ]; then
  eval "$server"
  trap 'scripts/postgres.sh stop "$POSTGRES_FOLDER"' EXIT
  trap 'exit 130' INT TERM
fi
python3 Benchmarks/webhooks.py --server .build/release/inframind-server --load "$figures/webhook-load" \
  --sync "$figures/disk-sync" --json "$figures/webhooks.json" ${INFRAMIND_TEST_POSTGRES:+--postgres "$INFRAMIND_TEST_POSTGRES"} \
  --body Tests/Adapters/GitHubActionsAdapterTests/Fixtures/Webhooks/workflow_job.completed.success.json "$@"
