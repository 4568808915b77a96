# shellcheck shell=bash
# Daemons that the scripts start. One is known again by process id, start time and boot, never by its id alone:
# ids are given out again.

# start_daemon NAME COMMAND...: in the background, as root, with its log in the state folder. It gets no share in a
# lock that the script holds as descriptor 9.
start_daemon() {
    local file=$STATE/$1
    shift
    # The inner shell says its id, then becomes the daemon.
    # shellcheck disable=SC2016 # expanded by the inner shell
    as_root setsid --fork bash -c 'echo $$ >"$0.pid"; exec "$@" >"$0.log" 2>&1 </dev/null' "$file" "$@" </dev/null 9>&-
    wait_until 5 test -s "$file.pid"
    identity_of "$(<"$file.pid")" >"$file.identity"
}

# identity_of PID: fails when there is no such process.
identity_of() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # After the name, which may hold spaces: the 20th field is the start time.
    read -ra fields <<<"${stat##*) }"
    [ "${fields[0]}" != Z ] || return 1
    echo "$1 ${fields[19]} $(</proc/sys/kernel/random/boot_id)"
}

daemon_runs() {
    local identity
    identity=$(cat "$STATE/$1.identity" 2>/dev/null) && [ "$(identity_of "${identity%% *}")" = "$identity" ]
}

daemon_is_gone() { ! daemon_runs "$1"; }

# stop_daemon NAME: only if it is the very process that was started.
stop_daemon() {
    local pid
    if daemon_runs "$1"; then
        pid=$(<"$STATE/$1.pid")
        as_root kill -TERM "$pid"
        wait_until 30 daemon_is_gone "$1" || as_root kill -KILL "$pid"
    fi
    as_root rm -f "$STATE/$1.pid" "$STATE/$1.identity"
}
