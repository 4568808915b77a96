// The top-level networks, volumes, secrets, configs and models of a project.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/source.hpp"
#include "compose/places.hpp"

namespace berth::compose {

struct IpamPool {
  std::string subnet;
  std::string gateway;
  std::string ip_range;
  std::map<std::string, std::string> aux_addresses;
};

struct Ipam {
  std::string driver;
  std::vector<IpamPool> config;
  std::map<std::string, std::string> options;
};

struct Network {
  std::string key;   ///< in the file
  std::string name;  ///< at the engine: <project>_<key> unless given
  std::string driver;
  std::map<std::string, std::string> driver_opts;
  Ipam ipam;
  bool external = false;  ///< not created, must exist
  bool internal = false;
  bool attachable = false;
  std::optional<bool> enable_ipv4;
  std::optional<bool> enable_ipv6;
  std::map<std::string, std::string> labels;
  std::string config_hash;  ///< label com.docker.compose.config-hash
  Span span;
};

struct Volume {
  std::string key;
  std::string name;  ///< at the engine: <project>_<key> unless given
  std::string driver;
  std::map<std::string, std::string> driver_opts;
  bool external = false;
  std::map<std::string, std::string> labels;
  std::string config_hash;
  Span span;
};

/// A secret or a config: exactly one of file, environment, content, external.
struct FileObject {
  std::string key;
  std::string name;
  std::string file;  ///< absolute path
  Span file_span;
  std::string environment;             ///< name of the variable
  std::optional<std::string> content;  ///< configs: `content`, or the variable's value; secrets: the variable's value
  std::optional<std::string> bytes;    ///< of `file`, where a container gets a copy of it (read_host_files)
  bool external = false;
  std::map<std::string, std::string> labels;
  std::string driver;
  std::map<std::string, std::string> driver_opts;
  std::string template_driver;
  Places places;  ///< of external, driver, driver_opts and template_driver
  Span span;
};

using Secret = FileObject;
using Config = FileObject;

struct Model {
  std::string key;
  std::string name;
  std::string model;
  std::int64_t context_size = 0;
  std::vector<std::string> runtime_flags;
  Span span;
};

}  // namespace berth::compose
