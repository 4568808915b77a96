// Answers recorded from real engines.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "unit/tests_folder.hpp"

namespace berth::test {

/// `engine` is "docker-20.10" or "podman-4.3".
inline std::string recorded(const std::string& engine, const std::string& file) {
  const auto path = tests_folder() + "/unit/engine_api/data/" + engine + "/" + file;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace berth::test
