#include "text_template/tokens.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::text_template {
namespace {

constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void strip_end(std::string& text) {
  while (!text.empty() && is_blank(text.back())) text.pop_back();
}

/// Reads one action, from behind its braces on.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::vector<Token> scan();
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool trims_behind() const { return trims_behind_; }

 private:
  [[nodiscard]] bool looking_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char here() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] std::size_t column() const { return at_ + 1; }

  bool close(bool after_blank);
  Token next();
  std::string word();
  std::string quoted();
  std::string raw();
  char escaped();
  std::string number();

  std::string_view text_;
  std::size_t at_;
  bool trims_behind_ = false;
};

bool Scanner::close(bool after_blank) {
  if (looking_at(closing)) {
    at_ += closing.size();
    return true;
  }
  if (after_blank && looking_at("-}}")) {
    at_ += 3;
    trims_behind_ = true;
    return true;
  }
  return false;
}

std::vector<Token> Scanner::scan() {
  const auto begin = column();
  std::vector<Token> tokens;
  for (;;) {
    const auto before = at_;
    while (!at_end() && is_blank(here())) ++at_;
    const bool after_blank = at_ != before;
    if (close(after_blank)) break;
    if (at_end()) refuse(begin, "\"{{\" is not closed by \"}}\"");
    auto token = next();
    token.after_blank = after_blank;
    tokens.push_back(std::move(token));
  }
  tokens.push_back({Token::Kind::end, {}, false, column()});
  return tokens;
}

Token Scanner::next() {
  Token token;
  token.column = column();
  const char c = here();
  if (c == '.' && !(at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
    ++at_;
    token.kind = Token::Kind::field;
    token.text = word();
  } else if (c == '$') {
    ++at_;
    token.kind = Token::Kind::variable;
    token.text = "$" + word();
  } else if (c == '"') {
    token.kind = Token::Kind::text;
    token.text = quoted();
  } else if (c == '`') {
    token.kind = Token::Kind::text;
    token.text = raw();
  } else if (is_digit(c) || c == '.' ||
             ((c == '-' || c == '+') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
    token.kind = Token::Kind::number;
    token.text = number();
  } else if (is_word(c)) {
    token.kind = Token::Kind::word;
    token.text = word();
  } else if (looking_at(":=")) {
    token.kind = Token::Kind::sign;
    token.text = ":=";
    at_ += 2;
  } else if (std::string_view("()|,=").find(c) != std::string_view::npos) {
    token.kind = Token::Kind::sign;
    token.text = std::string(1, c);
    ++at_;
  } else {
    refuse(column(), fmt::format("\"{}\" has no meaning here", c));
  }
  return token;
}

std::string Scanner::word() {
  const auto begin = at_;
  while (!at_end() && is_word(here())) ++at_;
  return std::string(text_.substr(begin, at_ - begin));
}

std::string Scanner::number() {
  const auto begin = at_++;
  while (!at_end() && (is_word(here()) || here() == '.')) ++at_;
  return std::string(text_.substr(begin, at_ - begin));
}

std::string Scanner::raw() {
  const auto end = text_.find('`', at_ + 1);
  if (end == std::string_view::npos) refuse(column(), "the text is not closed by `");
  const auto found = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  return std::string(found);
}

char Scanner::escaped() {
  const char c = here();
  ++at_;
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case '"':
    case '\'':
    case '\\': return c;
    default: refuse(at_, fmt::format("\"\\{}\" is no escape of a text", c));
  }
}

std::string Scanner::quoted() {
  const auto begin = column();
  std::string out;
  ++at_;
  while (here() != '"') {
    if (at_end() || here() == '\n') refuse(begin, "the text is not closed by a quote");
    const char c = here();
    ++at_;
    out += c == '\\' ? escaped() : c;
  }
  ++at_;
  return out;
}

/// Behind a comment that begins here, or nothing: "/* … */" fills its braces.
std::optional<std::size_t> end_of_comment(std::string_view text, std::size_t at, bool& trims_behind) {
  if (!text.substr(at).starts_with("/*")) return std::nullopt;
  const auto end = text.find("*/", at + 2);
  if (end == std::string_view::npos) refuse(at + 1, "the comment is not closed by \"*/\"");
  auto rest = end + 2;
  const auto blank = rest;
  while (rest < text.size() && is_blank(text[rest])) ++rest;
  trims_behind = rest > blank && text.substr(rest).starts_with("-}}");
  if (trims_behind) ++rest;
  if (!text.substr(rest).starts_with(closing)) refuse(rest + 1, "a comment fills its braces");
  return rest + closing.size();
}

}  // namespace

void refuse(std::size_t column, std::string_view what, std::string hint) {
  throw Error(fmt::format("template, column {}: {}", column, what), std::move(hint));
}

std::vector<Piece> split_pieces(std::string_view text) {
  std::vector<Piece> pieces;
  bool trims = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find(opening, at), text.size());
    Piece plain{std::string(text.substr(at, open - at)), {}};
    if (trims) plain.text.erase(0, plain.text.find_first_not_of(" \t\r\n"));
    trims = false;
    at = open;
    const bool action = open < text.size();
    if (action) {
      at += opening.size();
      if (at + 1 < text.size() && text[at] == '-' && is_blank(text[at + 1])) {
        strip_end(plain.text);
        ++at;
        while (at < text.size() && is_blank(text[at])) ++at;
      }
    }
    if (!plain.text.empty()) pieces.push_back(std::move(plain));
    if (!action) break;
    if (const auto behind = end_of_comment(text, at, trims)) {
      at = *behind;
      continue;
    }
    Scanner scanner(text, at);
    pieces.push_back({{}, scanner.scan()});
    at = scanner.at();
    trims = scanner.trims_behind();
  }
  return pieces;
}

}  // namespace berth::text_template
