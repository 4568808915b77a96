#include "lifecycle/detach_keys.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::string_view control = "ctrl-";
constexpr unsigned control_mask = 0x1f;  // ctrl-a is 1, ctrl-[ is 27

[[noreturn]] void refuse(std::string_view key) {
  throw Error(fmt::format("\"{}\" is no key for --detach-keys", key),
              "write characters and ctrl-a … ctrl-z: ctrl-p,ctrl-q");
}

char byte_of(std::string_view key) {
  if (key.size() == 1) return key.front();
  if (key.size() != control.size() + 1 || !key.starts_with(control)) refuse(key);
  const char c = key.back();
  const bool letter = c >= 'a' && c <= 'z';
  if (!letter && std::string_view("@[\\]^_").find(c) == std::string_view::npos) refuse(key);
  return static_cast<char>(static_cast<unsigned char>(c) & control_mask);
}

/// How much of the sequence is typed when `typed` of it were, and `next` follows.
std::size_t advance(const std::string& sequence, std::size_t typed, char next) {
  const auto text = sequence.substr(0, typed) + next;
  for (std::size_t length = std::min(text.size(), sequence.size()); length > 0; --length) {
    if (text.ends_with(std::string_view(sequence).substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::string parse_detach_keys(std::string_view text) {
  std::string sequence;
  if (text.empty()) return sequence;
  for (const auto key : split(text, ',')) sequence += byte_of(key);
  return sequence;
}

std::string DetachKeys::feed(std::string_view bytes) {
  if (sequence_.empty()) return std::string(bytes);
  std::string out;
  for (const char c : bytes) {
    if (detached()) break;
    const auto held = sequence_.substr(0, seen_) + c;
    seen_ = advance(sequence_, seen_, c);
    out += held.substr(0, held.size() - seen_);
  }
  return out;
}

}  // namespace berth::lifecycle
