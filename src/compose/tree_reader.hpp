// Reading values out of a bound tree (compose/bind.hpp), where every kind is what the table promises; what is absent
// gives the empty value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

class TreeReader {
 public:
  explicit TreeReader(const yaml::Node& node) : node_(node) {}

  [[nodiscard]] bool has(std::string_view key) const;
  /// Where the value stands; `otherwise` for what no file says.
  [[nodiscard]] Span span(std::string_view key, Span otherwise) const;
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::optional<bool> optional_flag(std::string_view key) const;
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] std::int64_t bytes(std::string_view key) const;
  [[nodiscard]] std::optional<Nanoseconds> duration(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> mode(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// A list that may be absent, which differs from empty (command, entrypoint).
  [[nodiscard]] std::optional<std::vector<std::string>> optional_texts(std::string_view key) const;
  [[nodiscard]] std::map<std::string, std::string> text_map(std::string_view key) const;
  [[nodiscard]] std::map<std::string, std::optional<std::string>> nullable_map(std::string_view key) const;
  [[nodiscard]] std::map<std::string, std::vector<std::string>> multi_text_map(std::string_view key) const;
  /// HOST=ADDRESS items by host.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> hosts(std::string_view key) const;

  /// The child when it is a mapping, otherwise nullptr.
  [[nodiscard]] const yaml::Node* object(std::string_view key) const;
  /// Items of a list, entries of a mapping; nothing when the child is something else.
  [[nodiscard]] const yaml::Sequence& items(std::string_view key) const;
  [[nodiscard]] const yaml::Mapping& entries(std::string_view key) const;

  [[nodiscard]] const yaml::Node& node() const { return node_; }

 private:
  const yaml::Node& node_;
};

}  // namespace berth::compose
