#!/bin/sh
# ccache.sh CHECKOUT BUILD COMPILER ARGUMENT...: compiles through ccache with every path relative to the build folder,
# so that one checkout finds what another one compiled. ccache's own CCACHE_BASEDIR leaves -Xclang arguments alone.
checkout=$1 build=$2
shift 2
export CCACHE_NOHASHDIR=true CCACHE_PCH_EXTSUM=true CCACHE_SLOPPINESS=pch_defines,time_macros
compiler=ccache
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    case $argument in
        "$build"/*) argument=${argument#"$build"/} ;;
        "$checkout"/*) argument=../../${argument#"$checkout"/} ;;
        -I"$checkout"/*) argument=-I../../${argument#-I"$checkout"/} ;;
        # A precompiled header names the checkout that it was made in, which may be gone when another one finds it.
        -emit-pch) compiler= ;;
    esac
    set -- "$@" "$argument"
    count=$((count - 1))
done
exec $compiler "$@"
