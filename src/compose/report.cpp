#include "compose/report.hpp"

#include <utility>

namespace berth::compose {

std::vector<Note> notes_of(const yaml::Node& value) {
  using Cause = yaml::Origin::Cause;
  constexpr std::size_t most = 3;
  std::vector<Note> notes;
  bool itself = true;  // the first link that starts a value is the value
  for (const auto* link = value.origin().get(); link != nullptr && notes.size() < most; link = link->earlier.get()) {
    const bool starts = link->cause == Cause::written || link->cause == Cause::env_file;
    const bool earlier = starts ? !std::exchange(itself, false) : link->cause == Cause::appended;
    if (earlier && link->span != value.span()) notes.push_back({link->span, "merged over"});
  }
  return notes;
}

void report(const yaml::Node& value, Code code, std::string path, std::string message, std::string hint,
            Diagnostics& diagnostics) {
  diagnostics.add({.code = code,
                   .span = value.span(),
                   .path = std::move(path),
                   .message = std::move(message),
                   .hint = std::move(hint),
                   .notes = notes_of(value)});
}

void refuse(yaml::Node& value, Code code, std::string path, std::string message, std::string hint,
            Diagnostics& diagnostics) {
  report(value, code, std::move(path), std::move(message), std::move(hint), diagnostics);
  value.set_fault(yaml::Fault::broken);
}

}  // namespace berth::compose
