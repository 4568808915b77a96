// What stands between {{ and }}. Internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::text_template {

struct Token {
  enum class Kind : std::uint8_t {
    word,      ///< json, if, true
    field,     ///< .Name; the text is "Name", and empty for a lone dot
    variable,  ///< $x, $
    text,      ///< a quoted literal, without its quotes
    number,
    sign,  ///< ( ) | , = :=
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  bool after_blank = false;
  std::size_t column = 0;  ///< counts from 1
};

/// Text outside of braces, or the tokens of one pair of them (with an `end` at the end).
struct Piece {
  std::string text;
  std::vector<Token> tokens;

  [[nodiscard]] bool is_action() const { return !tokens.empty(); }
};

/// Comments are left out, and blanks before "{{-" and after "-}}". Throws berth::Error.
std::vector<Piece> split_pieces(std::string_view text);

/// "column 9: …", for what is wrong with a template.
[[noreturn]] void refuse(std::size_t column, std::string_view what, std::string hint = {});

}  // namespace berth::text_template
