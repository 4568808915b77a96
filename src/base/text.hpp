// Escaping and comparing text. Bytes from files, containers, labels and engines are hostile until escaped.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace berth {

/// One character of UTF-8 text; `length` in bytes. A malformed byte has length 1 and valid == false.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};

/// Strict (RFC 3629): no overlong forms, surrogates or values over U+10FFFF. Requires at < text.size().
CodePoint decode_utf8(std::string_view text, std::size_t at);

/// Safe to print: C0/C1 control characters, DEL and malformed UTF-8 become \n, \t, \xNN or \u00NN.
/// With keep_tabs a tab stays as it is.
std::string escape_terminal(std::string_view text, bool keep_tabs = false);

/// The inside of a JSON string (RFC 8259 section 7); malformed UTF-8 becomes U+FFFD.
std::string escape_json(std::string_view text);

/// Columns that well-formed text takes on a terminal: code points, with wide East Asian ones and emoji counted twice
/// and combining marks not at all.
std::size_t display_width(std::string_view text);

/// The first `width` columns, with "…" in the place of what was cut.
std::string truncate_width(std::string_view text, std::size_t width);

/// Number of insertions, deletions, replacements and neighbour swaps that turn a into b; stops at `limit` + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate that the user most likely meant: at most two edits away (one for short words).
std::optional<std::string> closest(std::string_view word, std::span<const std::string_view> candidates);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);  ///< ASCII only

/// a, b and c
std::string join_words(std::span<const std::string> words);

}  // namespace berth
