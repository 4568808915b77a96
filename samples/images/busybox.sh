# shellcheck shell=bash
# A test image: one static busybox.

busybox_recipe_inputs() { sha256sum <"$(command -v busybox)"; }

busybox_make() {
    local folder=$1
    ROOTFS=$folder/rootfs
    mkdir -p "$ROOTFS"/{bin,dev,etc,proc,root,run,sys,tmp,var}
    chmod 1777 "$ROOTFS/tmp"
    add_busybox
    printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$ROOTFS/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$ROOTFS/etc/group"
    cat >"$folder/Dockerfile" <<'DOCKERFILE'
FROM scratch
ADD rootfs.tar /
ENV PATH=/bin
CMD ["sh"]
DOCKERFILE
}
