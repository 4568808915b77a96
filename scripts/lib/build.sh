# shellcheck shell=bash
# Configures and builds Berth.

# build_berth PRESET [CMAKE_BUILD_OPTION...]: cmake configures again by itself when it must.
build_berth() {
    local preset=$1
    shift
    cd "$ROOT" || exit
    [ -e "build/$preset/build.ninja" ] || cmake --preset "$preset"
    cmake --build --preset "$preset" "$@"
}
