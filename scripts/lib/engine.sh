# shellcheck shell=bash
# The engine of the demo: the one that DOCKER_HOST names, else the first at the usual places, else one that is started.

# shellcheck source=samples/images/lib/engine.sh
. "$ROOT/samples/images/lib/engine.sh"

USUAL_SOCKET=/var/run/docker.sock

# socket_needs_root SOCKET: there is one, but this user may not use it.
socket_needs_root() { [ -S "$1" ] && [ ! -w "$1" ]; }

# find_engine: sets DOCKER_HOST to an engine that answers, and ENGINE_SUDO when only root may use its socket.
find_engine() {
    local socket
    if [ -n "${DOCKER_HOST:-}" ]; then
        engine_answers
        return
    fi
    for socket in "$USUAL_SOCKET" "${XDG_RUNTIME_DIR:-/nowhere}/docker.sock" "$HOME/.docker/desktop/docker.sock" \
        "${XDG_RUNTIME_DIR:-/nowhere}/podman/podman.sock"; do
        if [ -w "$socket" ] && DOCKER_HOST=unix://$socket engine_answers; then
            export DOCKER_HOST=unix://$socket
            return
        fi
    done
    if socket_needs_root "$USUAL_SOCKET" && ENGINE_SUDO=sudo engine_answers; then
        export DOCKER_HOST=unix://$USUAL_SOCKET ENGINE_SUDO=sudo
        return
    fi
    return 1
}

start_system_dockerd() {
    PATH=$PATH:/usr/sbin:/sbin
    command -v dockerd >/dev/null ||
        fail "No engine answers and dockerd is not installed: run 'apt-get install docker.io', or set DOCKER_HOST."
    if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1; then
        as_root systemctl start docker.service
    else
        start_daemon dockerd env PATH="$PATH" dockerd
    fi
}

ensure_engine() {
    if find_engine; then
        remark "the one at $DOCKER_HOST"
        return
    fi
    [ -z "${DOCKER_HOST:-}" ] ||
        fail "No engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST."
    start_system_dockerd
    wait_until 60 find_engine ||
        fail "dockerd was started but does not answer: its log is $STATE/dockerd.log, or 'journalctl -u docker'."
    remark "dockerd started"
}
