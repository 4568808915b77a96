#!/usr/bin/env bash
# The sample application on a real engine: sample.sh docker|podman. BERTH is the program, BERTH_TEST_DOCKER and
# BERTH_TEST_PODMAN are the engines; scripts/test.sh makes the jars and the images first.
set -euo pipefail

SAMPLE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../samples/polar-bookshop" && pwd)
engine=BERTH_TEST_${1^^}

skip() {
    echo "skipped: $1"
    exit 77
}

[ -n "${!engine:-}" ] || skip "$engine names no engine"
export DOCKER_HOST=${!engine} JRE_IMAGE=${JRE_IMAGE:-berth-sample/jre:17} POSTGRES_IMAGE=${POSTGRES_IMAGE:-berth-sample/postgres:15}
for jar in catalog-service config-service; do
    [ -e "$SAMPLE/$jar/target/$jar.jar" ] || skip "$jar is not packaged: run mvn package in samples/polar-bookshop"
done
for image in "$JRE_IMAGE" "$POSTGRES_IMAGE"; do
    curl --silent --fail --max-time 10 --output /dev/null --unix-socket "${DOCKER_HOST#unix://}" \
        "http://engine/v1.41/images/$image/json" || skip "there is no image $image: run samples/images/make.sh"
done
exec "$SAMPLE/check.sh" "$BERTH"
