# Third-party libraries, linked statically where the distribution has an archive, so that `berth` starts in about a
# millisecond and runs without their packages. Every target that is offered to the layers starts with berth_3rd::.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

function(berth_archive name header)
  find_path(BERTH_${name}_INCLUDE ${header} REQUIRED)
  set(archives)
  foreach(file IN LISTS ARGN)
    find_library(BERTH_${file}_ARCHIVE NAMES lib${file}.a ${file} REQUIRED)
    list(APPEND archives ${BERTH_${file}_ARCHIVE})
  endforeach()
  add_library(berth_3rd_${name} INTERFACE)
  target_include_directories(berth_3rd_${name} SYSTEM INTERFACE ${BERTH_${name}_INCLUDE})
  target_link_libraries(berth_3rd_${name} INTERFACE ${archives})
  add_library(berth_3rd::${name} ALIAS berth_3rd_${name})
endfunction()

berth_archive(yaml yaml-cpp/yaml.h yaml-cpp)
target_compile_definitions(berth_3rd_yaml INTERFACE YAML_CPP_STATIC_DEFINE)
berth_archive(json boost/json.hpp boost_json boost_container)
berth_archive(url boost/url.hpp boost_url)
berth_archive(openssl openssl/ssl.h ssl crypto)
berth_archive(archive archive.h archive)
berth_archive(http2 nghttp2/nghttp2.h nghttp2)

# Debian's fmt has no archive, and in headers alone it costs every file that prints seconds of compile time.
add_library(berth_3rd_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/archives/fmt.cpp)
target_include_directories(berth_3rd_fmt SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
add_library(berth_3rd::fmt ALIAS berth_3rd_fmt)

add_library(berth_3rd_asio STATIC ${CMAKE_CURRENT_LIST_DIR}/archives/asio.cpp)
target_include_directories(berth_3rd_asio SYSTEM PUBLIC ${Boost_INCLUDE_DIRS})
target_compile_definitions(berth_3rd_asio PUBLIC BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_VISIBILITY
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(berth_3rd_asio PUBLIC Threads::Threads)
add_library(berth_3rd::asio ALIAS berth_3rd_asio)

add_library(berth_3rd_cli11 INTERFACE)
target_link_libraries(berth_3rd_cli11 INTERFACE CLI11::CLI11)
add_library(berth_3rd::cli11 ALIAS berth_3rd_cli11)
