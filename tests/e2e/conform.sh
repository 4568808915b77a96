#!/usr/bin/env bash
# Holds `berth config` against a collection of compose files with the recorded output of Docker Compose:
# BERTH_CONFORM, or shared/conform beside this checkout, is its folder; without it this is skipped.
# conform.threshold is the share of checks, in percent, that must pass. BERTH is the program.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cases=${BERTH_CONFORM:-$HERE/../../../shared/conform}

if [ ! -e "$cases/conform.py" ]; then
    echo "skipped: there is no collection of cases in $cases; BERTH_CONFORM can name another folder"
    exit 77
fi
exec python3 "$cases/conform.py" --cli "$BERTH" --side dev -j 2 --failures 10 \
    --threshold "$(<"$HERE/conform.threshold")"
