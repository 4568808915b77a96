# shellcheck shell=bash
# Starts an unpacked engine beside those of the machine: its own data, sockets, cgroup and network namespace, so that
# its bridges and firewall rules meet nobody else's. Stopped by its identity (scripts/lib/daemon.sh).

# name_engine KIND SUITE
name_engine() {
    ENGINE_NAME=engine-$1-$2
    NAMESPACE=berth-$1-$2
    ENGINE_RUN=/run/berth-engines/$1-$2
    ENGINE_DATA=$ENGINES_FOLDER/data/$1-$2
    ENGINE_BIN=$ENGINES_FOLDER/$2/bin
    ENGINE_URL=unix://$ENGINE_RUN/engine.sock
}

in_network() { nsenter --net="/run/netns/$NAMESPACE" "$@"; }

make_network() {
    [ -e "/run/netns/$NAMESPACE" ] || ip netns add "$NAMESPACE"
    in_network ip link set lo up
}

start_engine() {
    name_engine "$1" "$2"
    stop_engine # of a run that was killed
    mkdir -p "$ENGINE_RUN" "$ENGINE_DATA"
    make_network
    "start_unpacked_$1"
    DOCKER_HOST=$ENGINE_URL wait_until 60 engine_answers || fail "The engine does not answer: see $STATE/$ENGINE_NAME.log."
    echo "engine: $(version_of_engine "$1")"
}

version_of_engine() {
    DOCKER_HOST=$ENGINE_URL engine_call GET /version --max-time 10 |
        python3 -c 'import json, sys; told = json.load(sys.stdin); print(sys.argv[1].title(), told["Version"], "(API " + told["ApiVersion"] + ")")' "$1"
}

# Not `ip netns exec`: it mounts /sys anew, and the cgroups are not in that one.
start_unpacked_docker() {
    start_daemon "$ENGINE_NAME" nsenter --net="/run/netns/$NAMESPACE" \
        env PATH="$ENGINE_BIN:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin" DOCKER_RAMDISK=1 \
        "$ENGINE_BIN/dockerd" --host "$ENGINE_URL" --pidfile "$ENGINE_RUN/docker.pid" --data-root "$ENGINE_DATA/root" \
        --exec-root "$ENGINE_RUN/exec" --cgroup-parent "/$ENGINE_NAME" --bip 10.213.0.1/24 \
        --default-address-pool base=10.214.0.0/16,size=24
}

write_unpacked_podman_configuration() {
    mkdir -p "$ENGINE_DATA/networks"
    cat >"$ENGINE_DATA/containers.conf" <<CONFIGURATION
[containers]
default_ulimits = ["nofile=$(no_more_than 1048576 n)", "nproc=$(no_more_than "$(</proc/sys/kernel/pid_max)" u)"]
[network]
firewall_driver = "iptables"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
conmon_path = ["$ENGINE_BIN/conmon"]
helper_binaries_dir = ["$ENGINE_BIN"]
[engine.runtimes]
crun = ["$ENGINE_BIN/crun"]
CONFIGURATION
}

# Its own mounts: Podman keeps addresses in /run/containers whatever folders it is given, and refuses a machine that has
# the second version of cgroups beside the first.
start_unpacked_podman() {
    write_unpacked_podman_configuration
    # shellcheck disable=SC2016 # expanded by the inner shell
    start_daemon "$ENGINE_NAME" nsenter --net="/run/netns/$NAMESPACE" unshare --mount bash -c '
        mkdir -p /run/containers && mount -t tmpfs tmpfs /run/containers
        ! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified
        exec "$@"' podman \
        env PATH="$ENGINE_BIN:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin" PODMAN_IGNORE_CGROUPSV1_WARNING=1 \
        CONTAINERS_CONF="$ENGINE_DATA/containers.conf" \
        "$ENGINE_BIN/podman" --root "$ENGINE_DATA/root" --runroot "$ENGINE_RUN/run" --tmpdir "$ENGINE_RUN/libpod" \
        --network-config-dir "$ENGINE_DATA/networks" system service --time=0 "$ENGINE_URL"
}

# end_monitors: Podman's watchers of containers outlive it. Only those of this engine: by their program and its folder.
end_monitors() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/exe" 2>/dev/null)" = "$ENGINE_BIN/conmon" ] || continue
        ! tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -qF "$ENGINE_DATA/" || kill -KILL "${process#/proc/}" || true
    done
}

# With its containers, whose processes would outlive it.
stop_engine() {
    [ -n "${ENGINE_NAME:-}" ] || return 0
    if daemon_runs "$ENGINE_NAME"; then DOCKER_HOST=$ENGINE_URL remove_all_containers || true; fi
    stop_daemon "$ENGINE_NAME"
    end_monitors
    [ ! -e "/run/netns/$NAMESPACE" ] || ip netns delete "$NAMESPACE"
}
