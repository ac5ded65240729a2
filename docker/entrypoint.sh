#!/bin/sh
# Starts Payara Micro with the WAR. A setting NAME may come from a file: NAME_FILE=/run/secrets/name.
set -eu

for name in HOLDED_ADMIN_KEY HOLDED_PRODUCER_KEY HOLDED_ANALYST_KEY \
    MINIO_ACCESS_KEY MINIO_SECRET_KEY POSTGRES_USER POSTGRES_PASSWORD; do
    eval "file=\${${name}_FILE:-}"
    [ -n "$file" ] || continue
    [ -r "$file" ] || {
        echo "${name}_FILE names $file, which cannot be read" >&2
        exit 1
    }
    value=$(cat "$file")
    export "$name=$value"
done

# Empty at each start: a kept domain would deploy the former application as well.
root=$(mktemp -d "${TMPDIR:-/tmp}/payara.XXXXXX")

# JAVA_OPTIONS is meant to be split into words.
# shellcheck disable=SC2086
exec java -Djava.awt.headless=true -XX:+UseParallelGC -XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError \
    ${JAVA_OPTIONS:-} \
    -jar /app/payara-micro.jar \
    --rootdir "$root" \
    --logproperties /app/logging.properties \
    --prebootcommandfile /app/preboot.txt \
    --postdeploycommandfile /app/postdeploy.txt \
    --nohazelcast \
    --disablephonehome \
    --port "${API_PORT:-8000}" \
    --contextroot / \
    --deploy /app/war
