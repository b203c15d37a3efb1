#!/bin/sh
# Sends a signed sample delivery to inframind-server, as the platform would: send.sh PLATFORM [URL]
# URL is the server's, else INFRAMIND_URL.
#
# The secret is the server's own variable, INFRAMIND_SERVER_WEBHOOKS_<PLATFORM>_SECRET. Needs curl and openssl.
set -eu
platform=${1:?"which platform? github-actions, gitlab-ci, circleci, buildkite, teamcity or drone"}
url=${2:-${INFRAMIND_URL:-http://localhost:8420}}/webhooks/$platform
payload=$(dirname "$0")/$platform.json
variable=INFRAMIND_SERVER_WEBHOOKS_$(printf %s "$platform" | tr 'a-z-' 'A-Z_')_SECRET
eval "secret=\${$variable:?\"the server's secret\"}"

# The hexadecimal HMAC-SHA256 of the standard input. (openssl shows its key to `ps`: fine for a sample only.)
hmac() { openssl dgst -sha256 -hmac "$secret" | sed 's/.* //'; }

case $platform in
  github-actions)
    set -- -H "X-GitHub-Event: workflow_job" -H "X-GitHub-Delivery: $(openssl rand -hex 16)" \
      -H "X-Hub-Signature-256: sha256=$(hmac <"$payload")"
    ;;
  gitlab-ci)
    set -- -H "X-Gitlab-Event: Job Hook" -H "Idempotency-Key: $(openssl rand -hex 16)" -H "X-Gitlab-Token: $secret"
    ;;
  circleci)
    set -- -H "Circleci-Event-Type: job-completed" -H "Circleci-Signature: v1=$(hmac <"$payload")"
    ;;
  buildkite)
    now=$(date +%s)
    set -- -H "X-Buildkite-Event: job.finished" \
      -H "X-Buildkite-Signature: timestamp=$now,signature=$({ printf '%s.' "$now"; cat "$payload"; } | hmac)"
    ;;
  teamcity)
    # The secret is `user:password`.
    set -- -u "$secret"
    ;;
  drone)
    date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
    digest="SHA-256=$(openssl dgst -sha256 -binary "$payload" | openssl base64)"
    signature=$(printf 'date: %s\ndigest: %s' "$date" "$digest" |
      openssl dgst -sha256 -hmac "$secret" -binary | openssl base64)
    set -- -H "X-Drone-Event: build" -H "Date: $date" -H "Digest: $digest" \
      -H "Signature: keyId=\"hmac-key\",algorithm=\"hmac-sha256\",signature=\"$signature\",headers=\"date digest\""
    ;;
  *)
    echo "send.sh: no sample for '$platform'" >&2
    exit 2
    ;;
esac

exec curl -sS --fail-with-body -H "Content-Type: application/json" "$@" --data-binary "@$payload" "$url"
