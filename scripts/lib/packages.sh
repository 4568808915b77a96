# shellcheck shell=bash disable=SC2034
# What the scripts need of Debian 12, and the installing of what is missing. Nothing is asked of apt when all is there.

BUILD_PACKAGES=(clang-16 lld-16 cmake ninja-build ccache pkg-config
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-container1.81-dev
    libboost-system1.81-dev libboost-filesystem1.81-dev libyaml-cpp-dev libfmt-dev libcli11-dev doctest-dev
    libssl-dev libarchive-dev libnghttp2-dev)
LONG_TEST_PACKAGES=(libclang-rt-16-dev clang-format-16 clang-tidy-16 python3-venv)

# Programs, where any source of them does, and the package that brings each.
TOOLS=(curl:curl git:git python3:python3)
TEST_TOOLS=(openssl:openssl ssh-agent:openssh-client zsh:zsh fish:fish)
DNS_TEST_TOOLS=(knotd:knot dnsmasq:dnsmasq-base kdig:knot-dnsutils drill:ldnsutils dig:bind9-dnsutils)
LONG_TEST_TOOLS=(node:nodejs npm:npm)
SAMPLE_TOOLS=(mvn:maven busybox:busybox-static)
DOCKER_TOOLS=(dockerd:docker.io iptables:iptables ip:iproute2)
PODMAN_TOOLS=(podman:podman crun:crun iptables:iptables mount:mount)
PODMAN_PACKAGES=(netavark aardvark-dns)

# missing_packages PACKAGE...: those that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

# missing_tools PROGRAM:PACKAGE...: the packages of the programs that are not there.
missing_tools() {
    local tool
    for tool in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${tool%%:*}" >/dev/null || echo "${tool#*:}"
    done
}

# install_packages PACKAGE...
install_packages() {
    local -a wanted
    readarray -t wanted < <(printf '%s\n' "$@" | sed '/^$/d' | sort -u)
    if [ ${#wanted[@]} -eq 0 ]; then
        remark "nothing is missing"
        return
    fi
    command -v apt-get >/dev/null ||
        fail "This machine has no apt-get; install these yourself and try again: ${wanted[*]}."
    echo "installing ${wanted[*]}"
    as_root apt-get update --quiet -o DPkg::Lock::Timeout=120
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "${wanted[@]}"
    remark "installed ${#wanted[@]}"
}

# silence_name_server: knot's package starts it on port 53 of this host, where the tests only want the program.
silence_name_server() {
    if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
        as_root systemctl disable --now --quiet knot || remark "knot goes on as a service: systemctl disable --now knot"
    fi
}
