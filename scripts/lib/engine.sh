# shellcheck shell=bash
# The engine of the demo: the one that DOCKER_HOST names, else the one at the usual socket, else one that is started.

# shellcheck source=samples/images/lib/engine.sh
. "$ROOT/samples/images/lib/engine.sh"

USUAL_SOCKET=/var/run/docker.sock

# socket_needs_root SOCKET: there is one, but this user may not use it.
socket_needs_root() { [ -S "$1" ] && [ ! -w "$1" ]; }

# use_root_if_needed: sets ENGINE_SUDO when the usual socket is only root's.
use_root_if_needed() {
    if [ -z "${DOCKER_HOST:-}" ] && socket_needs_root "$USUAL_SOCKET"; then
        ENGINE_SUDO=sudo
    fi
}

start_system_dockerd() {
    if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1; then
        as_root systemctl start docker.service
    else
        start_daemon dockerd env PATH="$PATH:/usr/sbin:/sbin" dockerd
    fi
}

ensure_engine() {
    use_root_if_needed
    if engine_answers; then
        remark "the one at ${DOCKER_HOST:-$USUAL_SOCKET}"
        return
    fi
    [ -z "${DOCKER_HOST:-}" ] ||
        fail "No engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST."
    start_system_dockerd
    wait_until 5 test -S "$USUAL_SOCKET" || true
    use_root_if_needed
    wait_until 60 engine_answers ||
        fail "dockerd was started but does not answer: its log is $STATE/dockerd.log, or 'journalctl -u docker'."
    remark "dockerd started"
}
