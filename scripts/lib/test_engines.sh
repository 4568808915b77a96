# shellcheck shell=bash
# The engines of the tests: a Docker that runs already, else one of our own, and always a Podman of our own. Each of
# ours has its own data, sockets and networks, and touches none of the machine's containers.

TEST_RUN=/run/berth-test
TEST_DATA=${XDG_CACHE_HOME:-$HOME/.cache}/berth/test-engines

is_docker() { engine_call GET /version --max-time 5 2>/dev/null | grep -q '"Name":"Engine"'; }

start_test_docker() {
    if [ -n "${BERTH_TEST_DOCKER:-}" ]; then
        remark "the one at $BERTH_TEST_DOCKER"
        return
    fi
    if DOCKER_HOST=unix:///var/run/docker.sock is_docker; then
        echo "BERTH_TEST_DOCKER=unix:///var/run/docker.sock" >>"$STATE/test.env"
        remark "the one that runs already"
        return
    fi
    # Two of them on one machine would fight over the firewall and the bridge.
    ! socket_needs_root /var/run/docker.sock ||
        fail "Docker runs here for root only: join the group docker, or run scripts/test.sh as root."
    make_test_folders
    start_daemon test-docker env PATH="$PATH:/usr/sbin:/sbin" dockerd \
        --host "unix://$TEST_RUN/docker.sock" --group "$(id -g)" --pidfile "$TEST_RUN/docker.pid" \
        --data-root "$TEST_DATA/docker" --exec-root "$TEST_RUN/docker"
    answers_within_a_minute test-docker "unix://$TEST_RUN/docker.sock"
    echo "BERTH_TEST_DOCKER=unix://$TEST_RUN/docker.sock" >>"$STATE/test.env"
    remark "started"
}

start_test_podman() {
    if [ -n "${BERTH_TEST_PODMAN:-}" ]; then
        remark "the one at $BERTH_TEST_PODMAN"
        return
    fi
    make_test_folders
    write_podman_configuration
    # Its own mounts: Podman keeps addresses in /run/containers whatever folders it is given, and refuses a machine
    # that has the second version of cgroups beside the first.
    # shellcheck disable=SC2016 # expanded by the inner shell
    start_daemon test-podman unshare --mount bash -c '
        mkdir -p /run/containers && mount -t tmpfs tmpfs /run/containers
        ! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified
        exec "$@"' podman \
        env CONTAINERS_CONF="$TEST_DATA/containers.conf" PODMAN_IGNORE_CGROUPSV1_WARNING=1 PATH="$PATH:/usr/sbin:/sbin" \
        podman --root "$TEST_DATA/podman" --runroot "$TEST_RUN/podman" --tmpdir "$TEST_RUN/libpod" \
        --network-config-dir "$TEST_DATA/networks" system service --time=0 "unix://$TEST_RUN/podman.sock"
    wait_until 20 test -S "$TEST_RUN/podman.sock" || true
    as_root chown "$(id -u)" "$TEST_RUN/podman.sock" 2>/dev/null || true
    answers_within_a_minute test-podman "unix://$TEST_RUN/podman.sock"
    echo "BERTH_TEST_PODMAN=unix://$TEST_RUN/podman.sock" >>"$STATE/test.env"
    remark "started"
}

answers_within_a_minute() {
    DOCKER_HOST=$2 wait_until 60 engine_answers ||
        fail "The engine for the tests does not answer: its log is $STATE/$1.log."
}

make_test_folders() {
    as_root mkdir -p "$TEST_RUN"
    mkdir -p "$TEST_DATA/networks"
}

# write_podman_configuration: within the limits of this machine, which may be lower than Podman's wishes.
write_podman_configuration() {
    cat >"$TEST_DATA/containers.conf" <<EOF
[containers]
default_ulimits = ["nofile=$(no_more_than 1048576 n)", "nproc=$(no_more_than "$(</proc/sys/kernel/pid_max)" u)"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
EOF
}

# no_more_than NUMBER OPTION: the hard limit that ulimit has for OPTION, or NUMBER when that is less (Podman lowers its
# own limit of processes to the kernel's).
no_more_than() {
    local limit
    limit=$(ulimit "-H$2")
    if [ "$limit" = unlimited ] || [ "$limit" -gt "$1" ]; then limit=$1; fi
    echo "$limit:$limit"
}

# stop_test_engines: those that were started here, with what their containers left behind.
stop_test_engines() {
    if daemon_runs test-podman; then
        DOCKER_HOST=unix://$TEST_RUN/podman.sock remove_all_containers || true
    fi
    stop_daemon test-podman
    stop_daemon test-docker
}

remove_all_containers() {
    local id
    for id in $(engine_call GET '/containers/json?all=true' --max-time 20 | grep -oE '"Id":"[0-9a-f]{64}"' | cut -d '"' -f 4); do
        engine_call DELETE "/containers/$id?force=true&v=true" --max-time 30 >/dev/null || true
    done
}
