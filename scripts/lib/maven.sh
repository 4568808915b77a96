# shellcheck shell=bash
# Packages the sample's jars with Maven on this machine: without the network when Maven has all it needs already, and
# not at all when nothing changed.

# shellcheck source=samples/images/jre.sh
. "$ROOT/samples/images/jre.sh"

SAMPLE=$ROOT/samples/polar-bookshop

# sample_is_packaged STAMP: is every source older than the stamp, and every jar there?
sample_is_packaged() {
    local stamp=$SAMPLE/target/$1 pom module
    [ -e "$stamp" ] || return 1
    for pom in "$SAMPLE"/*/pom.xml; do
        module=$(basename "$(dirname "$pom")")
        [ -e "$SAMPLE/$module/target/$module.jar" ] || return 1
    done
    [ -z "$(find "$SAMPLE" -name target -prune -o \( -name pom.xml -o -path '*/src/*' \) -newer "$stamp" -print -quit)" ]
}

# package_sample tested|untested
package_sample() {
    local kind=$1 log=$LOGS/maven.log
    local -a options=(--batch-mode --no-transfer-progress)
    if sample_is_packaged tested || { [ "$kind" = untested ] && sample_is_packaged untested; }; then
        remark "nothing changed"
        return
    fi
    [ "$kind" = tested ] || options+=(-DskipTests)
    JAVA_HOME=$(jdk_17)
    export JAVA_HOME MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"
    cd "$SAMPLE" || exit
    if ! { timeout 300 mvn --offline "${options[@]}" package | tee "$log"; }; then
        # Only for what is missing here: a test that fails would fail again.
        grep -qE 'offline mode|has not been downloaded' "$log" || return 1
        timeout 900 mvn "${options[@]}" package | tee "$log"
    fi
    mkdir -p target
    touch "target/$kind"
    remark "$(grep -E '^\[.*Tests run:.*Skipped: [0-9]+$' "$log" |
        awk '{ gsub(",", ""); n += $4 } END { if (n) print n " tests passed" }')"
}
