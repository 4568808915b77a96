#!/usr/bin/env bash
# From a bare Debian 12 to a bookshop that runs under Berth:
#   scripts/demo.sh                  sets everything up and starts the shop; a second run does nothing twice
#   scripts/demo.sh down             takes the shop away, with its data
#   scripts/demo.sh down --engine    and stops the engine, if this script started it
# DOCKER_HOST names another engine; BERTH another berth than build/release/berth.
set -euo pipefail
shopt -s inherit_errexit

LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/lib
for part in common packages build daemon engine maven images; do
    # shellcheck source=/dev/null
    . "$LIB/$part.sh"
done
MADE=$STATE/sample-built

berth_here() {
    cd "$SAMPLE"
    ${ENGINE_SUDO:-} "${BERTH:-$ROOT/build/release/berth}" "$@"
}

install_what_is_missing() {
    local -a missing
    readarray -t missing < <(
        [ -n "${BERTH:-}" ] || missing_packages "${BUILD_PACKAGES[@]}"
        missing_tools "${TOOLS[@]}" "${SAMPLE_TOOLS[@]}"
        jdk_17 >/dev/null 2>&1 || echo openjdk-17-jdk-headless
        # An engine is only installed where none is to be had.
        find_engine || [ -n "${DOCKER_HOST:-}" ] || [ -S "$USUAL_SOCKET" ] || missing_tools "${DOCKER_TOOLS[@]}"
    )
    install_packages "${missing[@]}"
}

# sample_version: changes with the engine, the jars and what else the images are built from.
sample_version() {
    echo "${DOCKER_HOST:-}"
    cat "$CHOICE" "$SAMPLE"/*/Dockerfile "$ROOT"/samples/images/jre.sh
    stat --format '%n %s %y' "$SAMPLE"/target/*tested
    find "$SAMPLE"/*/config-repo -type f -exec cat {} +
}

start_shop() {
    local version
    local -a options=(--wait --wait-timeout 300)
    version=$(sample_version | sha256sum)
    [ "$(cat "$MADE" 2>/dev/null)" = "$version" ] || options+=(--build)
    berth_here up "${options[@]}"
    echo "$version" >"$MADE"
}

show() { printf '\n$ curl %s\n%s\n' "$1" "$(curl --silent --show-error --fail --max-time 20 --noproxy '*' "$1")"; }

explain() {
    local berth=berth host=
    [ -z "${ENGINE_SUDO:-}" ] || berth="sudo $ROOT/build/release/berth"
    [ "$DOCKER_HOST" = "unix://$USUAL_SOCKET" ] || host="  export DOCKER_HOST=$DOCKER_HOST"$'\n'
    cat <<EOF

Look around:
  cd $SAMPLE
  export PATH=$ROOT/build/release:\$PATH
${host}  $berth ps
  $berth logs -f catalog-service
  $berth down
Debuggers attach to 127.0.0.1:8001 (catalog-service) and 127.0.0.1:9888 (config-service).
Take it all away: scripts/demo.sh down
EOF
}

up() {
    step "packages" "apt-get could not install what is missing; these scripts are made for Debian 12." \
        install_what_is_missing
    [ -n "${BERTH:-}" ] || step "build berth" "Berth did not build." build_berth release --target berth
    step "engine" "No container engine could be started." ensure_engine
    find_engine || fail "The engine answered a moment ago and does so no more."
    step "package the sample" "Maven could not package the sample." package_sample untested
    step "images" "The images of the sample could not be made." prepare_sample_images
    step "berth up --wait" "The sample did not come up; 'berth logs' in samples/polar-bookshop says more." start_shop
    show http://127.0.0.1:9001/
    show http://127.0.0.1:9001/books
    explain
}

down() {
    local berth=${BERTH:-$ROOT/build/release/berth}
    if [ ! -x "$berth" ] || [ ! -e "$CHOICE" ]; then
        echo "The demo has not been started from here."
    elif find_engine; then
        step "berth down -v" "The sample was not taken away." berth_here down --volumes
    else
        echo "No engine answers, so nothing runs."
    fi
    if [ "${1:-}" = --engine ]; then
        step "stop the engine" "The engine did not stop." stop_daemon dockerd
    elif daemon_runs dockerd; then
        echo "Left as it is: the engine (scripts/demo.sh down --engine stops it), and its images."
    else
        echo "Left as they are: the images of the sample and what was installed."
    fi
}

case ${1:-up} in
    up) up ;;
    down) down "${2:-}" ;;
    *) fail "Use scripts/demo.sh, scripts/demo.sh down or scripts/demo.sh down --engine." ;;
esac
