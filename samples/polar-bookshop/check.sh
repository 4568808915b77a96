#!/usr/bin/env bash
# Brings the shop up, uses it, debugs it, takes it down, and looks with the engine's own eyes at what is left.
#   check.sh BERTH [docker|podman]
# BERTH is the program to use. DOCKER_HOST names the engine, or BERTH_TEST_DOCKER or BERTH_TEST_PODMAN when asked for.
# It is a project of its own, on ports of its own (1 before each: 19001, 18001, ...): a shop that runs stays as it is.
# POSTGRES_IMAGE and JRE_IMAGE choose the images as in compose.yaml. Without an engine it is skipped (status 77).
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/images/lib/engine.sh
. "$HERE/../images/lib/engine.sh"

BERTH=${1:?Usage: check.sh BERTH [docker|podman]}
case ${2:-} in
    docker) export DOCKER_HOST=${BERTH_TEST_DOCKER:-} ;;
    podman) export DOCKER_HOST=${BERTH_TEST_PODMAN:-} ;;
esac
PROJECT=polar-check
SHOP=http://127.0.0.1:19001
WORK=$(mktemp -d)

berth() {
    timeout 400 "$BERTH" --project-directory "$HERE" -f "$WORK/compose.yaml" -p "$PROJECT" "$@"
}

ok() { echo "ok    $1"; }

wrong() {
    echo "wrong $1" >&2
    exit 1
}

# expect WHAT WANTED GOT
expect() {
    if [ "$2" = "$3" ]; then ok "$1"; else wrong "$1: expected '$2', got '$3'"; fi
}

get() { curl --silent --max-time 20 --noproxy '*' "$@"; }

# status METHOD PATH [JSON]
status() {
    get --output /dev/null --write-out '%{http_code}' --request "$1" "$SHOP$2" \
        ${3:+--header 'Content-Type: application/json' --data "$3"}
}

# jdwp PORT: what a debugger hears when it greets.
jdwp() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    timeout 10 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf JDWP-Handshake >&3 && head -c 14 <&3' jdwp "$1"
}

# owned KIND: how many containers, networks or volumes of the project the engine knows.
owned() {
    engine_call GET "/$1?all=true&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3D$PROJECT%22%5D%7D" |
        { grep -oE '"com.docker.compose.project": ?"'"$PROJECT"'"' || true; } | wc -l
}

container_ids() { berth ps --quiet | sort; }

finish() {
    local outcome=$?
    if [ $outcome -ne 0 ]; then
        berth ps --all || true
        berth logs --tail 30 || true
    fi
    berth down --volumes --timeout 5 >/dev/null 2>&1 || true
    rm -rf "$WORK"
}

if [ -z "${DOCKER_HOST:-}" ]; then
    echo "skipped: no engine is named"
    exit 77
fi
trap finish EXIT
sed -E 's/127\.0\.0\.1:([0-9]+):/127.0.0.1:1\1:/' "$HERE/compose.yaml" >"$WORK/compose.yaml"

berth up --wait --wait-timeout 300 --build
ok "up --wait"
expect "the greeting comes from config-service" \
    "Welcome to the book catalog, says the config service!" "$(get "$SHOP/")"
expect "three books are on the shelf" 3 "$(get "$SHOP/books" | grep -o '"isbn"' | wc -l)"

BOOK='{"isbn":"9780000000040","title":"Moored","author":"A. Sailor","price":9.90}'
expect "a book is added" 201 "$(status POST /books "$BOOK")"
expect "the same book is not added twice" 409 "$(status POST /books "$BOOK")"
expect "a book without a title is refused" 422 "$(status POST /books '{"isbn":"9780000000057","author":"A","price":1}')"
expect "a book is changed" 200 "$(status PUT /books/9780000000040 "${BOOK/9.90/8.90}")"
expect "a book is found" 200 "$(status GET /books/9780000000040)"
expect "a book is removed" 204 "$(status DELETE /books/9780000000040)"
expect "a removed book is not found" 404 "$(status GET /books/9780000000040)"

expect "a debugger reaches catalog-service" JDWP-Handshake "$(jdwp 18001)"
expect "a debugger reaches config-service" JDWP-Handshake "$(jdwp 19888)"

before=$(container_ids)
berth up --wait --wait-timeout 300
expect "a second up changes nothing" "$before" "$(container_ids)"

sed -i 's/^      SERVER_PORT: 8888$/&\n      LOGGING_LEVEL_ROOT: warn/' "$WORK/compose.yaml"
planned=$(berth plan --brief)
expect "a plan names the variable that was added" "environment.LOGGING_LEVEL_ROOT: (none) → warn" \
    "$(grep -o 'environment.LOGGING_LEVEL_ROOT.*' <<<"$planned")"
expect "and the one service made anew, and those that are not" \
    "recreate container $PROJECT-config-service-1
up to date container $PROJECT-catalog-service-1
up to date container $PROJECT-polar-postgres-1" \
    "$(grep -oE '^(recreate|restart|up to date) container [^:]*' <<<"$planned" | sort)"
sed -i '/LOGGING_LEVEL_ROOT/d' "$WORK/compose.yaml"

berth stop catalog-service
berth start catalog-service
berth up --wait --wait-timeout 300
expect "the books outlive a restart" 3 "$(get "$SHOP/books" | grep -o '"isbn"' | wc -l)"

berth down --volumes
for kind in containers/json networks volumes; do
    expect "nothing is left of ${kind%/json}" 0 "$(owned "$kind")"
done
