# shellcheck shell=bash
# Engines out of Debian's packages into a folder: their programs are patched to use the libraries that came with them,
# so that they run on an older system.

ENGINES_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/berth/engines
declare -A PACKAGES=(
    [docker]="docker.io containerd runc"
    [podman]="podman conmon crun netavark aardvark-dns"
)

# apt_of SUITE COMMAND...: apt-get that knows only that release, and no package as installed. The release files of
# unstable may be older than their date allows; their signature is checked all the same.
apt_of() {
    local folder=$ENGINES_FOLDER/$1
    shift
    apt-get -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache="$folder/cache" \
        -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Debug::NoLocking=1 \
        -o Acquire::Check-Valid-Until=false -o Acquire::http::Timeout=20 --quiet "$@"
}

# fetch_engine KIND SUITE: the packages with all that they need.
fetch_engine() {
    local kind=$1 suite=$2 folder=$ENGINES_FOLDER/$2 archive
    archive=$(debian_archive)
    [ -n "$archive" ] || fail "This machine has no archive of Debian packages in its apt sources."
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" >"$folder/sources.list"
    : >"$folder/status"
    apt_of "$suite" update
    # shellcheck disable=SC2086 # a list of words
    apt_of "$suite" install --yes --download-only ${PACKAGES[$kind]}
}

unpack_packages() {
    local folder=$ENGINES_FOLDER/$1 package
    mkdir -p "$folder/root"
    for package in "$folder"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder/root" --no-same-owner --skip-old-files
    done
}

# patch_program FILE SUITE: the loader and libraries of that release. Static programs need none.
patch_program() {
    local root=$ENGINES_FOLDER/$2/root
    patchelf --print-interpreter "$1" >/dev/null 2>&1 || return 0
    patchelf --set-interpreter "$root/usr/lib64/ld-linux-x86-64.so.2" --force-rpath \
        --set-rpath "$root/usr/lib/x86_64-linux-gnu" "$1"
}

# collect_programs SUITE: into bin/, patched.
collect_programs() {
    local folder=$ENGINES_FOLDER/$1 program file
    mkdir -p "$folder/bin"
    for program in dockerd containerd containerd-shim-runc-v2 docker-proxy docker-init runc \
        podman conmon crun netavark aardvark-dns rootlessport catatonit; do
        file=$(find "$folder/root/usr" -name "$program" -type f -perm -u+x | head -n 1)
        [ -n "$file" ] || continue
        cp "$file" "$folder/bin/$program.new"
        patch_program "$folder/bin/$program.new" "$1"
        mv "$folder/bin/$program.new" "$folder/bin/$program"
    done
}

# prepare_engine KIND SUITE: once; a folder that is ready says so.
prepare_engine() {
    local folder=$ENGINES_FOLDER/$2
    [ ! -e "$folder/ready-$1" ] || return 0
    command -v patchelf >/dev/null || fail "Unpacked engines need patchelf: apt-get install patchelf."
    fetch_engine "$1" "$2"
    unpack_packages "$2"
    collect_programs "$2"
    touch "$folder/ready-$1"
}
