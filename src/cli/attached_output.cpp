#include "cli/attached_output.hpp"

#include <variant>

namespace berth::cli {

void AttachedOutput::emit(const lifecycle::Event& event) {
  if (const auto* exited = std::get_if<lifecycle::ContainerExited>(&event)) {
    writer_.write_exit(*exited);
  } else {
    reporter_.emit(event);
  }
}

void AttachedOutput::write(const lifecycle::LogLine& line) {
  if (!lines_have_begun_) {
    lines_have_begun_ = true;
    reporter_.become_lines();
  }
  writer_.write(line);
}

}  // namespace berth::cli
