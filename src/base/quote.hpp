// A line of a file as a message quotes it, with room for a marker below one part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

struct QuotedLine {
  std::string text;        ///< safe to print; tabs are blanks, what does not fit is "…"
  std::size_t before = 0;  ///< columns of the terminal in front of the part
  std::size_t width = 0;   ///< columns of the part, at least one
};

/// A line that is quoted once or, as a file of one long line may have it, for hundreds of errors: what has to look at
/// the whole of it is done once.
class QuotableLine {
 public:
  QuotableLine() = default;
  explicit QuotableLine(std::string_view line);

  /// `column` counts characters from 1, `length` characters. Values that look like passwords are stars.
  [[nodiscard]] QuotedLine quote(std::uint32_t column, std::uint32_t length, std::size_t most_columns) const;

 private:
  [[nodiscard]] std::size_t offset(std::string_view line, std::size_t characters) const;

  std::string masked_;
  bool ascii_ = true;  ///< a character is a byte
};

/// The line with a star for every character of a password: in a URL (scheme://user:PASSWORD@host), and behind a name
/// such as DB_PASSWORD or API_TOKEN. As many characters as before.
std::string mask_secrets(std::string_view line);

}  // namespace berth
