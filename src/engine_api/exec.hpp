// Commands inside running containers: `POST /containers/{id}/exec` and `GET /exec/{id}/json`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine_api/common.hpp"

namespace berth::engine_api {

struct ExecCreate {
  Strings command;
  Strings environment;
  std::string user;
  std::string working_dir;
  bool tty = false;
  bool attach_stdin = false;
  bool attach_stdout = true;
  bool attach_stderr = true;
  bool privileged = false;
};

struct ExecInspect {
  std::string id;
  std::string container_id;
  bool running = false;
  std::optional<std::int64_t> exit_code;  ///< nullopt while it runs
  std::int64_t pid = 0;
};

}  // namespace berth::engine_api
