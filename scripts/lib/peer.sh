# shellcheck shell=bash
# Docker Compose, to be measured beside Berth and to share projects with it in the tests. Debian 12 has no package of
# it, but Debian's unstable release does: it is unpacked into a folder and not installed.

PEER_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/berth/peer
PEER_PROGRAM=usr/libexec/docker/cli-plugins/docker-compose

# find_peer: prints the path of a Docker Compose that runs.
find_peer() {
    local program
    for program in "${BERTH_TEST_PEER:-}" /usr/libexec/docker/cli-plugins/docker-compose \
        /usr/lib/docker/cli-plugins/docker-compose "$HOME/.docker/cli-plugins/docker-compose" "$PEER_FOLDER/$PEER_PROGRAM"; do
        if [ -x "$program" ] && "$program" version >/dev/null 2>&1; then
            echo "$program"
            return
        fi
    done
    return 1
}

# debian_archive: where this machine has its Debian packages from.
debian_archive() {
    apt-get indextargets --format '$(CREATED_BY) $(LABEL) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "Debian" {print $3; exit}'
}

# apt_unstable COMMAND...: apt-get with lists and caches of its own, so that the machine's stay as they are.
apt_unstable() {
    apt-get -o Dir::Etc::SourceList="$PEER_FOLDER/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$PEER_FOLDER/lists" -o Dir::Cache="$PEER_FOLDER/cache" -o APT::Sandbox::User=root \
        -o Acquire::http::Timeout=20 -o Acquire::Retries=0 --quiet "$@"
}

fetch_peer() {
    local archive
    archive=$(debian_archive)
    [ -n "$archive" ] || return 1
    mkdir -p "$PEER_FOLDER/lists/partial" "$PEER_FOLDER/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive unstable main" >"$PEER_FOLDER/sources.list"
    cd "$PEER_FOLDER" || return 1
    apt_unstable update && apt_unstable download docker-compose || return 1
    dpkg -x docker-compose_*.deb .
}

# prepare_peer: the tests that need one are skipped where none can be had.
prepare_peer() {
    local program
    if ! program=$(find_peer); then
        fetch_peer && program=$(find_peer) || {
            remark "none can be had here: what needs it is skipped"
            return 0
        }
    fi
    echo "BERTH_TEST_PEER=$program" >>"$STATE/test.env"
    remark "$("$program" version --short)"
}
