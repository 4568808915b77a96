# The headers of the standard library and of the third-party libraries, compiled once for all layers that use them.
option(BERTH_PRECOMPILE "Precompile the headers of the libraries" ON)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(berth_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
endif()

# ccache takes this text for the precompiled header's content, which differs between checkouts by their paths only.
string(JOIN " " berth_precompiled_versions ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} boost ${Boost_VERSION}
  fmt ${fmt_VERSION} ${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR})

# berth_precompiled(NAME LIBRARIES berth_3rd::x... HEADERS <x>...): the target berth_precompiled_NAME, for reuse.
function(berth_precompiled name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;HEADERS" ${ARGN})
  set(target berth_precompiled_${name})
  set(folder ${CMAKE_BINARY_DIR}/precompiled/${name})
  file(CONFIGURE OUTPUT ${folder}/${name}.cpp CONTENT "// Only its precompiled header is of use.\n")
  add_library(${target} OBJECT ${folder}/${name}.cpp)
  set_target_properties(${target} PROPERTIES PCH_INSTANTIATE_TEMPLATES ON)
  target_link_libraries(${target} PRIVATE berth_options ${arg_LIBRARIES})
  target_precompile_headers(${target} PRIVATE ${arg_HEADERS})
  string(SHA256 sum "${berth_precompiled_versions} ${arg_HEADERS}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum CONTENT "${sum}\n")
endfunction()

set(berth_standard_headers <algorithm> <array> <charconv> <chrono> <cstdint> <deque> <filesystem> <fstream>
  <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

if(BERTH_PRECOMPILE)
  berth_precompiled(values LIBRARIES berth_3rd::fmt HEADERS ${berth_standard_headers} <fmt/format.h>)
  berth_precompiled(tasks LIBRARIES berth_3rd::fmt berth_3rd::asio berth_3rd::json
    HEADERS ${berth_standard_headers} <fmt/format.h> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp>
      <boost/asio/io_context.hpp> <boost/asio/redirect_error.hpp> <boost/asio/steady_timer.hpp>
      <boost/asio/use_awaitable.hpp> <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>)
endif()

# berth_use_precompiled(TARGET NAME)
function(berth_use_precompiled target name)
  if(BERTH_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM berth_precompiled_${name})
    set_target_properties(${target} PROPERTIES PCH_INSTANTIATE_TEMPLATES ON)
  endif()
endfunction()
