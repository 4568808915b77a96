// Looking at the text of a YAML file: where a byte stands, how far a scalar reaches, how it was written.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "yaml/node.hpp"

namespace berth::yaml {

/// Turns byte offsets into marks. Offsets that go forward cost their distance, others a search for their line.
class Locator {
 public:
  Locator(FileId file, std::string_view text);

  [[nodiscard]] Mark mark(std::size_t offset);
  /// The part of [begin, end) that lies on the line of `begin`.
  [[nodiscard]] Span span(std::size_t begin, std::size_t end);

  [[nodiscard]] std::string_view text() const { return text_; }
  /// Offset of the first byte of the line on which `offset` stands.
  [[nodiscard]] std::size_t line_start(std::size_t offset) const;
  /// Offset of the line break that ends that line, or of the text's end.
  [[nodiscard]] std::size_t line_end(std::size_t offset) const;

 private:
  [[nodiscard]] std::size_t line_of(std::size_t offset) const;

  FileId file_;
  std::string_view text_;
  std::vector<std::uint32_t> starts_;
  std::size_t last_line_ = 0;
  std::size_t last_offset_ = 0;
  std::uint32_t last_column_ = 1;
};

/// The source of one scalar.
struct ScalarSource {
  std::size_t begin = 0;  ///< behind tag and anchor
  std::size_t end = 0;    ///< behind the closing quote, the last character of a plain one, the header of a block scalar
  Style style = Style::plain;
  bool closed = true;  ///< false: the quote at `begin` has no partner
};

/// `offset` is that of the event (at a tag or anchor when there is one), `value` the decoded text.
ScalarSource find_scalar(std::string_view text, std::size_t offset, std::string_view value);

/// Behind tags, anchors, blanks, comments and line breaks.
std::size_t skip_properties(std::string_view text, std::size_t offset);

/// Number of UTF-8 characters.
std::uint32_t count_characters(std::string_view text);

}  // namespace berth::yaml
