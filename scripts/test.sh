#!/usr/bin/env bash
# From a bare Debian 12 to green:
#   scripts/test.sh           every suite, on real engines
#   scripts/test.sh --fast    the unit suites only
#   scripts/test.sh --long    every suite, real clients of docker compose too, then the sanitizers and a minute (or
#                             FUZZ_SECONDS) of each fuzzer
# BERTH_TEST_DOCKER and BERTH_TEST_PODMAN (unix:///...) name engines to use instead of those it finds or starts;
# BERTH_TEST_PEER the Docker Compose that shares projects with Berth.
set -euo pipefail
shopt -s inherit_errexit

LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/lib
for part in common packages build daemon engine test_engines peer maven images; do
    # shellcheck source=/dev/null
    . "$LIB/$part.sh"
done
MODE=${1:-all}

install_what_is_missing() {
    local -a missing
    readarray -t missing < <(
        missing_packages "${BUILD_PACKAGES[@]}"
        missing_tools "${TOOLS[@]}"
        if [ "$MODE" != --fast ]; then
            missing_tools "${TEST_TOOLS[@]}" "${DNS_TEST_TOOLS[@]}" "${SAMPLE_TOOLS[@]}" "${DOCKER_TOOLS[@]}" "${PODMAN_TOOLS[@]}"
            missing_packages "${PODMAN_PACKAGES[@]}"
            jdk_17 >/dev/null 2>&1 || echo openjdk-17-jdk-headless
        fi
        if [ "$MODE" = --long ]; then
            missing_packages "${LONG_TEST_PACKAGES[@]}"
            missing_tools "${LONG_TEST_TOOLS[@]}"
        fi
    )
    install_packages "${missing[@]}"
    [[ " ${missing[*]} " != *" knot "* ]] || silence_name_server
}

make_test_images() {
    local engine
    for engine in "$BERTH_TEST_DOCKER" "$BERTH_TEST_PODMAN"; do
        DOCKER_HOST=$engine "$ROOT/samples/images/make.sh" busybox jre postgres
    done
}

# run_suites PRESET [CTEST_OPTION...]: their output is the script's own.
run_suites() { ctest --test-dir "$ROOT/build/$1" --output-on-failure --no-tests=error --parallel 2 "${@:2}"; }

# fuzz_seeds TARGET: folders of inputs to begin with. The readers of whole files also begin with the conformance cases.
fuzz_seeds() {
    local seeds=$ROOT/tests/fuzz/seeds/$1 cases=$ROOT/../shared/conform/cases collected=$ROOT/build/fuzz/conform
    [ ! -d "$seeds" ] || echo "$seeds"
    case $1 in
        yaml | load)
            [ -d "$cases" ] || return 0
            mkdir -p "$collected"
            find "$cases" -path '*/in/*' -name '*.y*ml' -size -8k -print0 |
                while IFS= read -r -d '' file; do cp "$file" "$collected/$(sha256sum <"$file" | cut -c 1-16)"; done
            echo "$collected"
            ;;
        engine) printf '%s\n' "$ROOT"/tests/unit/engine_api/data/* ;;
    esac
}

run_fuzzers() {
    local fuzzer name count=0
    local -a seeds
    while IFS= read -r -d '' fuzzer; do
        name=$(basename "$fuzzer")
        readarray -t seeds < <(fuzz_seeds "${name#fuzz_}")
        mkdir -p "$ROOT/build/fuzz/corpus/$name"
        step "$name" "$name found an input that breaks it, kept in $LOGS." "$fuzzer" -max_total_time="${FUZZ_SECONDS:-60}" \
            -artifact_prefix="$LOGS/$name-" "$ROOT/build/fuzz/corpus/$name" "${seeds[@]}"
        count=$((count + 1))
    done < <(find "$ROOT/build/fuzz/tests" -name 'fuzz_*' -type f -executable -print0 | sort -z)
    [ $count -gt 0 ] || fail "The preset fuzz built no fuzzer."
}

start_engines() {
    exec 9>"$STATE/test.lock"
    flock --nonblock 9 || fail "Another scripts/test.sh is at work with its engines: wait until it has ended."
    : >"$STATE/test.env"
    trap stop_test_engines EXIT
    # A run that was killed leaves its engines behind.
    stop_test_engines
    step "docker for the tests" "No dockerd could be started." start_test_docker
    step "podman for the tests" "No podman could be started." start_test_podman
    step "docker compose beside Berth" "Docker Compose could not be looked for." prepare_peer
    set -a
    # shellcheck source=/dev/null
    . "$STATE/test.env"
    set +a
    export BERTH_TEST_IMAGE=berth-test/busybox:1 POSTGRES_IMAGE=$LOCAL_POSTGRES JRE_IMAGE=$LOCAL_JRE
}

run_sanitizers() {
    local preset
    for preset in asan tsan; do
        step "build $preset" "The preset $preset did not build." build_berth "$preset"
        run_suites "$preset" --label-regex '^(unit|fake)$'
    done
}

case $MODE in all | --fast | --long) ;; *) fail "Use scripts/test.sh, scripts/test.sh --fast or scripts/test.sh --long." ;; esac

step "packages" "apt-get could not install what is missing; these scripts are made for Debian 12." install_what_is_missing
step "build berth and its tests" "Berth did not build." build_berth release
if [ "$MODE" = --fast ]; then
    run_suites release --label-regex '^unit$'
    exit
fi
start_engines
step "images for the tests" "The images of the tests could not be made." make_test_images
step "test and package the sample" "The tests of the sample failed." package_sample tested
if [ "$MODE" = --long ]; then
    run_suites release
    run_sanitizers
    step "build fuzz" "The preset fuzz did not build." build_berth fuzz
    run_fuzzers
else
    run_suites release --label-exclude '^long$'
fi
