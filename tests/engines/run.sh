#!/usr/bin/env bash
# The scenarios of tests/e2e on engines of newer Debian releases, unpacked and not installed:
#
#   BERTH=build/release/berth tests/engines/run.sh docker trixie [RUN_PY_OPTION...]
#   … tests/engines/run.sh podman unstable gates --only completed
#   … tests/engines/run.sh --table           one after the other, and the rows of the table in docs/engines.md
#
# The engine is fetched once (to ~/.cache/berth/engines), runs with data, sockets and a network namespace of its own,
# and is stopped at the end. Needs root, and the packages patchelf, iptables and iproute2.
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common daemon test_engines peer; do
    # shellcheck source=/dev/null
    . "$HERE/../../scripts/lib/$part.sh"
done
# shellcheck source=samples/images/lib/engine.sh
. "$ROOT/samples/images/lib/engine.sh"
for part in unpack start; do
    # shellcheck source=/dev/null
    . "$HERE/lib/$part.sh"
done

ENGINES=("docker trixie" "docker unstable" "podman trixie" "podman unstable")

usage() { sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

find_berth() {
    BERTH=${BERTH:-$ROOT/build/release/berth}
    [ -x "$BERTH" ] || fail "There is no program $BERTH: build it, or set BERTH to another."
    BERTH=$(realpath "$BERTH")
    export BERTH
}

# run_scenarios KIND SUITE OPTION...: in the engine's own network, where its published ports are.
run_scenarios() {
    local kind=$1 suite=$2
    shift 2
    prepare_engine "$kind" "$suite"
    start_engine "$kind" "$suite"
    DOCKER_HOST=$ENGINE_URL in_network "$ROOT/samples/images/make.sh" busybox
    env "BERTH_TEST_${kind^^}=$ENGINE_URL" PYTHONDONTWRITEBYTECODE=1 \
        nsenter --net="/run/netns/$NAMESPACE" python3 "$ROOT/tests/e2e/run.py" --engine "$kind" "$@"
}

# table: a row for each engine, from the last line of its run.
table() {
    local engine log version
    for engine in "${ENGINES[@]}"; do
        log=$LOGS/engine-${engine// /-}.log
        # shellcheck disable=SC2086 # two words
        "${BASH_SOURCE[0]}" $engine >"$log" 2>&1 || true
        version=$(sed -n 's/^engine: //p' "$log")
        printf '| %s | %s | %s |\n' "${version:-${engine% *}, not started}" "Debian ${engine#* }" "$(tail -n 1 "$log")"
    done
}

case ${1:-} in
    docker | podman)
        find_berth
        [ $# -ge 2 ] || fail "Which Debian release? trixie or unstable."
        trap stop_engine EXIT
        run_scenarios "$@"
        ;;
    --table) table ;;
    *)
        usage
        exit 1
        ;;
esac
