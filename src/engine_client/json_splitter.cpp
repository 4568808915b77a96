#include "engine_client/json_splitter.hpp"

#include <fmt/format.h>

#include "engine_client/http_parser.hpp"

namespace berth::engine {
namespace {

constexpr std::string_view white_space = " \t\r\n";

}  // namespace

std::optional<std::string> JsonSplitter::next() {
  if (scanned_ == 0) pending_.erase(0, std::min(pending_.find_first_not_of(white_space), pending_.size()));
  if (!pending_.empty() && pending_.front() != '{') {
    constexpr std::size_t quoted = 40;
    throw HttpError(fmt::format("not a stream of JSON objects: \"{}\"", pending_.substr(0, quoted)));
  }
  for (; scanned_ < pending_.size(); ++scanned_) {
    const char c = pending_[scanned_];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{') {
      ++depth_;
    } else if (c == '}' && --depth_ == 0) {
      auto object = pending_.substr(0, scanned_ + 1);
      pending_.erase(0, scanned_ + 1);
      scanned_ = 0;
      return object;
    }
  }
  if (pending_.size() > limit) throw HttpError("an object in the stream is larger than 1 MiB");
  return std::nullopt;
}

bool JsonSplitter::at_boundary() const {
  return pending_.find_first_not_of(white_space) == std::string::npos;
}

}  // namespace berth::engine
