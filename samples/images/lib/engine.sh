# shellcheck shell=bash
# Talks to a container engine (Docker or Podman) over its HTTP API with curl, so that no client need be installed.
# The engine is the one that DOCKER_HOST names; ENGINE_SUDO may hold "sudo" for a socket that only root may use.

# engine_call METHOD PATH [CURL OPTION...]: prints the answer; fails when the engine is away or says no, and says why.
engine_call() {
    local method=$1 path=$2 host=${DOCKER_HOST:-unix:///var/run/docker.sock}
    shift 2
    local -a target
    case $host in
        unix://*) target=(--unix-socket "${host#unix://}" "http://engine$path") ;;
        tcp://*) target=("http://${host#tcp://}$path") ;;
        *)
            echo "These scripts reach an engine by unix:// or tcp://, not by DOCKER_HOST=$host." >&2
            return 1
            ;;
    esac
    ${ENGINE_SUDO:-} curl --silent --show-error --fail-with-body --connect-timeout 5 --noproxy '*' \
        --request "$method" "$@" "${target[@]}"
}

engine_answers() {
    engine_call GET /_ping --max-time 5 >/dev/null 2>&1
}

# image_has_recipe NAME RECIPE: is this very image there already?
image_has_recipe() {
    engine_call GET "/images/$1/json" --max-time 20 2>/dev/null | grep -qF "\"$2\""
}

image_exists() {
    engine_call GET "/images/$1/json" --max-time 20 >/dev/null 2>&1
}

# build_image NAME CONTEXT_TAR RECIPE: builds from a tar with a Dockerfile in it. RECIPE becomes a label.
build_image() {
    local name=$1 context=$2 recipe=$3 answer
    answer=$(engine_call POST "/build?t=$name&rm=1&forcerm=1&labels=%7B%22berth.recipe%22%3A%22$recipe%22%7D" \
        --max-time 300 --header 'Content-Type: application/x-tar' --header 'Expect:' --upload-file "$context") || {
        echo "The engine did not take the image $name: $answer" >&2
        return 1
    }
    # The status is 200 even when a build fails: the stream of messages tells.
    if grep -q '"error"' <<<"$answer" || ! image_has_recipe "$name" "$recipe"; then
        echo "The engine could not build $name: $(tail -c 600 <<<"$answer")" >&2
        return 1
    fi
}
