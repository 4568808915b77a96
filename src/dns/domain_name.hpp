// Domain names as they go over the wire.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::dns {

inline constexpr std::size_t longest_name = 255;  // bytes of the wire form (RFC 1035 section 2.3.4)
inline constexpr std::size_t longest_label = 63;

/// A full name: labels with their lengths before them and the empty one at the end (RFC 1035 section 3.1). Letters
/// keep their case; what compares names does so by key().
class DomainName {
 public:
  /// The root.
  DomainName() : wire_(1, '\0') {}

  /// "web.shop.berth.test", with or without the dot at the end; `\.` and `\DDD` as in RFC 1035 section 5.1.
  /// Problem: an empty or too long label, a too long name, a malformed escape.
  static Result<DomainName> from_text(std::string_view text);

  /// The name that begins `wire`, which is our own and uncompressed.
  static DomainName from_wire(std::string_view wire);

  /// `label` before this name. None when the label is empty or too long, or the name becomes too long.
  [[nodiscard]] std::optional<DomainName> child(std::string_view label) const;
  /// All labels of this name before `parent`. None when the name becomes too long.
  [[nodiscard]] std::optional<DomainName> below(const DomainName& parent) const;

  [[nodiscard]] const std::string& wire() const { return wire_; }
  /// The wire form in lower case: equal for equal names (RFC 4343).
  [[nodiscard]] std::string key() const;
  /// For people: without the dot at the end, "." for the root, escaped.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool is_root() const { return wire_.size() == 1; }
  /// Whether this is `other` or a name below it.
  [[nodiscard]] bool is_within(const DomainName& other) const;

  bool operator==(const DomainName& other) const { return key() == other.key(); }

 private:
  explicit DomainName(std::string wire) : wire_(std::move(wire)) {}

  std::string wire_;
};

/// ASCII only, as names are compared (RFC 4343). Length bytes are below 'A' and stay as they are.
[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The wire form without its first label. Requires that it is not the root.
[[nodiscard]] inline std::string_view parent_of(std::string_view wire) {
  return wire.substr(static_cast<unsigned char>(wire.front()) + std::size_t{1});
}

}  // namespace berth::dns
