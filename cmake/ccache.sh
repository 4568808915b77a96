#!/bin/sh
# ccache.sh CHECKOUT BUILD COMPILER ARGUMENT...: compiles through ccache with every path relative to the build folder,
# so that one checkout finds what another one compiled. ccache's own CCACHE_BASEDIR leaves -Xclang arguments alone.
checkout=$1 build=$2
shift 2
export CCACHE_NOHASHDIR=true CCACHE_PCH_EXTSUM=true CCACHE_SLOPPINESS=pch_defines,time_macros
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    case $argument in
        "$build"/*) argument=${argument#"$build"/} ;;
        "$checkout"/*) argument=../../${argument#"$checkout"/} ;;
        -I"$checkout"/*) argument=-I../../${argument#-I"$checkout"/} ;;
    esac
    set -- "$@" "$argument"
    count=$((count - 1))
done
exec ccache "$@"
