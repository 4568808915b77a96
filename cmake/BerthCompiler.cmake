# Accepted compilers, language level, warnings, sanitizers and linker.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles C++20 coroutines. "
    "Use clang 16 or newer (Debian 12: apt-get install clang-16 lld-16, then -DCMAKE_CXX_COMPILER=clang++-16) "
    "or g++ 13 or newer.")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  message(FATAL_ERROR "clang ${CMAKE_CXX_COMPILER_VERSION} is too old; Berth needs clang 16 or newer.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

option(BUILD_TESTING "Build the test suites" ON)
option(BERTH_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" ON)
set(BERTH_SANITIZE "" CACHE STRING "Value of -fsanitize= for every target (address,undefined or thread), or empty")
option(BERTH_FUZZ "Build the fuzz targets (clang only)" OFF)
option(BERTH_COVERAGE "Instrument for coverage (clang only)" OFF)

add_library(berth_options INTERFACE)
target_compile_options(berth_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${BERTH_WARNINGS_AS_ERRORS}>:-Werror>)
# Sections of their own let the linker drop what a static library brings along unused.
target_compile_options(berth_options INTERFACE -ffunction-sections -fdata-sections)
target_link_options(berth_options INTERFACE -static-libstdc++ -static-libgcc -Wl,--gc-sections)

if(BERTH_SANITIZE)
  target_compile_options(berth_options INTERFACE -fsanitize=${BERTH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(berth_options INTERFACE -fsanitize=${BERTH_SANITIZE})
endif()
if(BERTH_FUZZ)
  target_compile_options(berth_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(BERTH_COVERAGE)
  target_compile_options(berth_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(berth_options INTERFACE -fprofile-instr-generate)
endif()

find_program(BERTH_LLD NAMES ld.lld-16 ld.lld)
if(BERTH_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(berth_options INTERFACE -fuse-ld=lld)
endif()

# Less to read and fewer pages to touch before main(): a quarter of the memory of a short command.
include(CheckLinkerFlag)
foreach(flag pack-relative-relocs keep-text-section-prefix)
  check_linker_flag(CXX "-fuse-ld=lld;-Wl,-z,${flag}" BERTH_LINKER_HAS_${flag})
  if(BERTH_LLD AND BERTH_LINKER_HAS_${flag})
    target_link_options(berth_options INTERFACE -Wl,-z,${flag})
  endif()
endforeach()

find_program(BERTH_CCACHE ccache)
if(BERTH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  cmake_path(GET CMAKE_BINARY_DIR PARENT_PATH parent)
  if(parent STREQUAL ${PROJECT_SOURCE_DIR}/build)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/ccache.sh ${PROJECT_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  else()
    set(CMAKE_CXX_COMPILER_LAUNCHER ${BERTH_CCACHE})
  endif()
endif()
