#include "dns/domain_name.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::dns {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The byte behind a backslash at `at`, which moves behind it.
std::optional<char> escaped(std::string_view text, std::size_t& at) {
  if (at + 1 >= text.size()) return std::nullopt;
  if (!is_digit(text[at + 1])) {
    at += 2;
    return text[at - 1];
  }
  if (at + 3 >= text.size() || !is_digit(text[at + 2]) || !is_digit(text[at + 3])) return std::nullopt;
  const int value = (text[at + 1] - '0') * 100 + (text[at + 2] - '0') * 10 + (text[at + 3] - '0');
  at += 4;
  if (value > 255) return std::nullopt;
  return static_cast<char>(value);
}

Problem bad(std::string_view text, std::string_view what) {
  return {fmt::format("\"{}\" is no domain name: {}", text, what),
          "labels of 1 to 63 characters, separated by dots, 253 in all"};
}

void append_label(std::string& wire, std::string_view label) {
  wire += static_cast<char>(label.size());
  wire += label;
}

}  // namespace

Result<DomainName> DomainName::from_text(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty");
  if (text == ".") return DomainName();
  std::string wire;
  std::string label;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '.') {
      if (label.empty()) return bad(text, "a label is empty");
      append_label(wire, label);
      label.clear();
      ++at;
      continue;
    }
    char byte = text[at];
    if (byte == '\\') {
      const auto value = escaped(text, at);
      if (!value) return bad(text, "an escape is malformed");
      byte = *value;
    } else {
      ++at;
    }
    label += byte;
    if (label.size() > longest_label) return bad(text, "a label is longer than 63 characters");
  }
  if (!label.empty()) append_label(wire, label);
  wire += '\0';
  if (wire.size() > longest_name) return bad(text, "it is too long");
  return DomainName(std::move(wire));
}

DomainName DomainName::from_wire(std::string_view wire) {
  auto rest = wire;
  while (rest.size() > 1 && rest.front() != '\0') rest = parent_of(rest);
  return DomainName(std::string(wire.substr(0, wire.size() - rest.size() + 1)));
}

std::optional<DomainName> DomainName::child(std::string_view label) const {
  if (label.empty() || label.size() > longest_label || wire_.size() + label.size() + 1 > longest_name) {
    return std::nullopt;
  }
  std::string wire;
  append_label(wire, label);
  return DomainName(wire + wire_);
}

std::optional<DomainName> DomainName::below(const DomainName& parent) const {
  if (wire_.size() - 1 + parent.wire_.size() > longest_name) return std::nullopt;
  return DomainName(wire_.substr(0, wire_.size() - 1) + parent.wire_);
}

std::string DomainName::key() const {
  auto key = wire_;
  std::ranges::transform(key, key.begin(), lower);
  return key;
}

std::string DomainName::text() const {
  if (is_root()) return ".";
  std::string text;
  for (std::string_view rest = wire_; rest.size() > 1; rest = parent_of(rest)) {
    if (!text.empty()) text += '.';
    for (const char c : rest.substr(1, static_cast<unsigned char>(rest.front()))) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '.' || c == '\\') {
        text += '\\';
        text += c;
      } else if (byte <= ' ' || byte >= 0x7f) {
        text += fmt::format("\\{:03}", byte);
      } else {
        text += c;
      }
    }
  }
  return text;
}

bool DomainName::is_within(const DomainName& other) const {
  const auto mine = key();
  const auto theirs = other.key();
  for (std::string_view rest = mine;; rest = parent_of(rest)) {
    if (rest == theirs) return true;
    if (rest.size() <= 1) return false;
  }
}

}  // namespace berth::dns
