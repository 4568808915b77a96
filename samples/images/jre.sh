# shellcheck shell=bash
# A Java 17 runtime with a debugger's door, cut from the machine's JDK, with bash and busybox beside it.

# All of Java SE, and what Spring, Netty, debuggers and jcmd ask for besides.
JRE_MODULES=java.se,jdk.unsupported,jdk.jdwp.agent,jdk.crypto.ec,jdk.crypto.cryptoki,jdk.zipfs,jdk.management
JRE_MODULES+=,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.jfr,jdk.jcmd,jdk.charsets,jdk.security.auth,jdk.httpserver

# jdk_17: the home of a JDK 17 with the modules that jlink needs.
jdk_17() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/java-17-openjdk-*; do
        if [ -n "$home" ] && [ -d "$home/jmods" ] && grep -q '^JAVA_VERSION="17' "$home/release" 2>/dev/null; then
            echo "$home"
            return
        fi
    done
    echo "There is no JDK 17: install openjdk-17-jdk-headless, or set JAVA_HOME to one." >&2
    return 1
}

jre_recipe_inputs() { cat "$(jdk_17)/release"; }

jre_make() {
    local folder=$1 jdk home=/opt/java/openjdk version
    jdk=$(jdk_17)
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release")
    start_rootfs "$folder/rootfs"
    add_program /bin/bash
    add_folder /usr/lib/locale/C.utf8
    mkdir -p "$ROOTFS$(dirname "$home")"
    "$jdk/bin/jlink" --add-modules "$JRE_MODULES" --no-header-files --no-man-pages --compress=0 \
        --output "$ROOTFS$home"
    # The archive of the runtime's own classes, which jlink does not make: every start is quicker with it.
    "$ROOTFS$home/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
    add_libraries_of "$ROOTFS$home"/bin/java "$ROOTFS$home"/lib/*.so "$ROOTFS$home"/lib/server/libjvm.so
    cat >"$folder/Dockerfile" <<DOCKERFILE
FROM scratch
ADD rootfs.tar /
ENV JAVA_HOME=$home JAVA_VERSION=jdk-$version LANG=C.UTF-8 PATH=$home/bin:/usr/bin:/bin
CMD ["java", "-version"]
DOCKERFILE
}
