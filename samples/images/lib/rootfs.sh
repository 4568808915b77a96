# shellcheck shell=bash
# Gathers a small root file system from files of this Debian machine and the libraries that they need.
# ROOTFS is the folder being filled. DEBS, when set, is a folder with unpacked packages, looked at before the machine.

triplet() {
    case $(uname -m) in
        x86_64) echo x86_64-linux-gnu ;;
        aarch64) echo aarch64-linux-gnu ;;
        *) echo "$(uname -m)-linux-gnu" ;;
    esac
}

# located PATH: where that file really is, among the unpacked packages or on the machine.
located() {
    if [ -n "${DEBS:-}" ] && [ -e "$DEBS$1" ]; then echo "$DEBS$1"; else echo "$1"; fi
}

# add_file PATH: copies what the path leads to.
add_file() {
    mkdir -p "$ROOTFS$(dirname "$1")"
    cp --dereference --preserve=mode "$(located "$1")" "$ROOTFS$1"
}

# add_folder PATH: copies all below it, links as links.
add_folder() {
    mkdir -p "$ROOTFS$(dirname "$1")"
    cp --recursive --no-dereference --preserve=mode,links "$(located "$1")" "$ROOTFS$1"
}

# add_program PATH...: copies programs or libraries, and the libraries that they are linked with.
add_program() {
    local program
    for program in "$@"; do
        add_file "$program"
        add_libraries_of "$(located "$program")"
    done
}

# add_libraries_of FILE...: copies what the dynamic linker would load, but not what is below an own folder already.
add_libraries_of() {
    local library place search
    search="${DEBS:-}/usr/lib/$(triplet):${DEBS:-}/lib/$(triplet)"
    # ldd fails for a static program, which needs nothing.
    { LD_LIBRARY_PATH=${DEBS:+$search} ldd "$@" 2>/dev/null || true; } |
        sed -nE 's/^.*[[:space:]](\/[^ ]+) \(0x.*$/\1/p' | sort -u |
        while read -r library; do
            place=${library#"${DEBS:-/nowhere}"}
            case $place in "$ROOTFS"/*) continue ;; esac
            # Debian's /lib is a link to /usr/lib, and the loader is asked for by its old name: keep both.
            [ -e "$ROOTFS$place" ] || add_file "$place"
        done
}

# start_rootfs FOLDER: an empty file system with busybox as its tools and bash as its shell for scripts.
start_rootfs() {
    ROOTFS=$1
    rm -rf "$ROOTFS"
    mkdir -p "$ROOTFS"/{bin,dev,etc,lib,proc,root,run,sys,tmp,usr/bin,usr/lib,var}
    chmod 1777 "$ROOTFS/tmp"
    mkdir -p "$ROOTFS/lib64"
    add_busybox
    printf 'root:x:0:0:root:/root:/bin/sh\n' >"$ROOTFS/etc/passwd"
    printf 'root:x:0:\n' >"$ROOTFS/etc/group"
}

add_busybox() {
    local applet
    add_program "$(command -v busybox)"
    if [ "$(command -v busybox)" != /bin/busybox ]; then
        mv "$ROOTFS$(command -v busybox)" "$ROOTFS/bin/busybox"
    fi
    for applet in $("$(command -v busybox)" --list); do
        # setpriv of busybox lacks options, and a wrapper of its own is no use.
        case $applet in busybox | setpriv | bash | init | linuxrc) continue ;; esac
        ln -sf busybox "$ROOTFS/bin/$applet"
    done
}

# pack_context FOLDER TAR: the build context: the Dockerfile and extra files of FOLDER, and rootfs/ as one tar.
pack_context() {
    local folder=$1 tar=$2
    tar --create --file "$folder/rootfs.tar" --directory "$folder/rootfs" \
        --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 .
    rm -rf "$folder/rootfs"
    tar --create --file "$tar.part" --directory "$folder" --owner=0 --group=0 --numeric-owner --mtime=@0 .
    mv "$tar.part" "$tar"
    rm -rf "$folder"
}
