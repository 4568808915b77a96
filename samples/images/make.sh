#!/usr/bin/env bash
# Makes small local images from Debian's packages and this machine's JDK and hands them to the engine:
#   samples/images/make.sh [jre] [postgres] [busybox]        all three when none is named
# What is there already is left alone. DOCKER_HOST names the engine, /var/run/docker.sock is the default.
set -euo pipefail
shopt -s inherit_errexit

IMAGES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/images/lib/engine.sh
. "$IMAGES/lib/engine.sh"
# shellcheck source=samples/images/lib/rootfs.sh
. "$IMAGES/lib/rootfs.sh"
# shellcheck source=samples/images/busybox.sh
. "$IMAGES/busybox.sh"
# shellcheck source=samples/images/jre.sh
. "$IMAGES/jre.sh"
# shellcheck source=samples/images/postgres.sh
. "$IMAGES/postgres.sh"

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/berth/images

image_name() {
    case $1 in
        jre) echo berth-sample/jre:17 ;;
        postgres) echo berth-sample/postgres:15 ;;
        busybox) echo berth-test/busybox:1 ;;
        *)
            echo "There is no recipe for '$1': the recipes are jre, postgres and busybox." >&2
            return 1
            ;;
    esac
}

# recipe_of IMAGE: changes when the scripts or what goes into the image change.
recipe_of() {
    local inputs
    inputs=$("$1_recipe_inputs")
    { cat "$IMAGES/lib/rootfs.sh" "$IMAGES/$1.sh" "$IMAGES/$1"/* 2>/dev/null || true; printf '%s' "$inputs" "$(uname -m)"; } |
        sha256sum | cut -c 1-16
}

# context_of IMAGE RECIPE: the tar to build from, made once and kept.
context_of() {
    local tar=$CACHE/$1-$2.tar
    if [ ! -e "$tar" ]; then
        mkdir -p "$CACHE"
        rm -f "$CACHE/$1"-*.tar
        local folder
        folder=$(mktemp -d "$CACHE/$1.XXXXXX")
        # shellcheck disable=SC2064 # the folder of now
        trap "rm -rf '$folder'" EXIT # of the subshell that this function runs in
        "$1_make" "$folder" >&2
        pack_context "$folder" "$tar"
    fi
    echo "$tar"
}

make_image() {
    local name recipe context
    name=$(image_name "$1")
    recipe=$(recipe_of "$1")
    if image_has_recipe "$name" "$recipe"; then
        echo "$name is there already"
        return
    fi
    context=$(context_of "$1" "$recipe")
    build_image "$name" "$context" "$recipe"
    echo "$name made"
}

for tool in busybox:busybox-static curl:curl setpriv:util-linux; do
    if ! command -v "${tool%%:*}" >/dev/null; then
        echo "There is no ${tool%%:*} here: run 'apt-get install ${tool#*:}'." >&2
        exit 1
    fi
done
if ! engine_answers; then
    echo "No engine answers at ${DOCKER_HOST:-/var/run/docker.sock}: start one, or set DOCKER_HOST." >&2
    exit 1
fi
[ $# -gt 0 ] || set -- jre postgres busybox
trap '[ $? -eq 0 ] || echo "The image $image could not be made." >&2' EXIT
for image in "$@"; do
    make_image "$image"
done
