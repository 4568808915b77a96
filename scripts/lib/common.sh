# shellcheck shell=bash
# Steps that say what they do and how long it took; failures that say what to do; waits with an end.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STATE=${XDG_STATE_HOME:-$HOME/.local/state}/berth/scripts
LOGS=$ROOT/build/logs
mkdir -p "$STATE" "$LOGS"

# fail SENTENCE: ends the step (or the script) with that sentence.
fail() {
    echo "$1" >"$LOGS/failure"
    [ -n "${IN_STEP:-}" ] || echo "$1" >&2
    exit 1
}

# remark TEXT: stands at the end of the step's line.
remark() { [ -z "$1" ] || echo "$1" >"$LOGS/remark"; }

# step TITLE HINT COMMAND...: runs the command with its output in a log and prints one line. When it fails, the end of
# the log and one sentence are printed: the one the command gave to fail, else HINT.
step() {
    local title=$1 hint=$2 log started status took note=
    shift 2
    log=$LOGS/${title// /-}.log
    rm -f "$LOGS/failure" "$LOGS/remark"
    [ ! -t 1 ] || printf '%-34s ...' "$title"
    started=${EPOCHREALTIME/[.,]/}
    # Not inside an `if`: there the shell would not stop at the first command that fails.
    set +e
    (
        set -e
        IN_STEP=1
        "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
    set -e
    took=$(((${EPOCHREALTIME/[.,]/} - started) / 100000))
    [ ! -s "$LOGS/remark" ] || note="  $(<"$LOGS/remark")"
    [ ! -t 1 ] || printf '\r'
    if [ $status -eq 0 ]; then
        printf '%-34s %5d.%d s%s\n' "$title" $((took / 10)) $((took % 10)) "$note"
        return
    fi
    printf '%-34s %5d.%d s  failed\n' "$title" $((took / 10)) $((took % 10))
    tail -n 15 "$log" | sed 's/^/    /' >&2
    if [ -s "$LOGS/failure" ]; then hint=$(<"$LOGS/failure"); fi
    printf '%s (All of its output: %s)\n' "$hint" "$log" >&2
    exit 1
}

# as_root COMMAND...: with sudo when this is not root.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "This needs root: run the script as root, or install sudo."
    fi
}

# wait_until SECONDS COMMAND...: until the command succeeds, for so long at most.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}
