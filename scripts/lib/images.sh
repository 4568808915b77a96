# shellcheck shell=bash
# Which images the sample is built from: official ones where a registry can be had, else local ones made here.

OFFICIAL_POSTGRES=postgres:14.12
OFFICIAL_JRE=eclipse-temurin:17-jre
LOCAL_POSTGRES=berth-sample/postgres:15
LOCAL_JRE=berth-sample/jre:17
CHOICE=$ROOT/samples/polar-bookshop/.env
CHOICE_MARK='# Written by scripts/demo.sh; delete it to let the script choose again.'

# pull_image NAME: gives up when nothing comes for 30 seconds.
pull_image() {
    local answer
    image_exists "$1" && return
    answer=$(engine_call POST "/images/create?fromImage=${1%:*}&tag=${1##*:}" \
        --max-time 600 --speed-limit 1 --speed-time 30 2>&1) || return 1
    ! grep -q '"error"' <<<"$answer" && image_exists "$1"
}

pull_official_images() { pull_image "$OFFICIAL_POSTGRES" && pull_image "$OFFICIAL_JRE"; }

# prepare_sample_images: chooses once and writes the choice where `berth` reads it; BERTH_SAMPLE_IMAGES=local or
# official decides it by hand.
prepare_sample_images() {
    local wish=${BERTH_SAMPLE_IMAGES:-}
    if [ -e "$CHOICE" ] && ! grep -qxF "$CHOICE_MARK" "$CHOICE"; then
        remark "those that $CHOICE names"
        return
    fi
    if [ -z "$wish" ] && [ -e "$CHOICE" ]; then
        wish=official
        ! grep -qF "$LOCAL_JRE" "$CHOICE" || wish=local
    fi
    case $wish in
        local) use_local_images ;;
        official)
            pull_official_images ||
                fail "$OFFICIAL_POSTGRES and $OFFICIAL_JRE cannot be pulled; BERTH_SAMPLE_IMAGES=local makes others here."
            choose "$OFFICIAL_POSTGRES" "$OFFICIAL_JRE"
            ;;
        '') if pull_official_images; then choose "$OFFICIAL_POSTGRES" "$OFFICIAL_JRE"; else use_local_images; fi ;;
        *) fail "BERTH_SAMPLE_IMAGES is local or official, not '$wish'." ;;
    esac
}

use_local_images() {
    ENGINE_SUDO=${ENGINE_SUDO:-} "$ROOT/samples/images/make.sh" jre postgres
    choose "$LOCAL_POSTGRES" "$LOCAL_JRE"
}

choose() {
    printf '%s\nPOSTGRES_IMAGE=%s\nJRE_IMAGE=%s\n' "$CHOICE_MARK" "$1" "$2" >"$CHOICE"
    remark "$1, $2"
}
