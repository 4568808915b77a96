#include "base/json_text.hpp"

#include <fmt/format.h>

namespace berth {
namespace {

/// Files nest a handful of levels; a stack has an end.
constexpr int deepest = 200;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Copies one document; stops at the first trouble.
class Compactor {
 public:
  explicit Compactor(std::string_view text) : text_(text) {}

  Result<std::string> run() {
    const bool done = value(0) && (skip_space(), at_ == text_.size() || fail("there is more after its end"));
    if (!done) return Problem{.message = fmt::format("{} at {}", what_, place()), .offset = at_};
    return std::move(out_);
  }

 private:
  bool fail(std::string_view what) {
    if (what_.empty()) what_ = at_ >= text_.size() ? "it ends too early" : what;
    return false;
  }

  [[nodiscard]] std::string place() const {
    std::size_t line = 1;
    std::size_t start = 0;
    for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) {
      if (text_[i] != '\n') continue;
      ++line;
      start = i + 1;
    }
    return fmt::format("line {}, column {}", line, at_ - start + 1);
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void take() { out_ += text_[at_++]; }
  bool take_if(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    take();
    return true;
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool value(int depth) {
    skip_space();
    if (depth > deepest) return fail("it is nested too deeply");
    switch (peek()) {
      case '{': return members(depth, '}', true);
      case '[': return members(depth, ']', false);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  /// An object (`keyed`) or an array.
  bool members(int depth, char end, bool keyed) {
    take();
    skip_space();
    if (take_if(end)) return true;
    for (;;) {
      if (keyed && !key()) return false;
      if (!value(depth + 1)) return false;
      skip_space();
      if (take_if(end)) return true;
      if (!take_if(',')) return fail("a comma or the closing bracket is missing");
    }
  }

  bool key() {
    skip_space();
    if (peek() != '"') return fail("a key in double quotes is missing");
    if (!string()) return false;
    skip_space();
    return take_if(':') || fail("a colon is missing");
  }

  bool string() {
    take();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20U) return fail("a text is not closed on its line");
      take();
      if (c == '"') return true;
      if (c == '\\' && !escape()) return false;
    }
    return fail("");
  }

  bool escape() {
    if (take_if('u')) {
      for (int digit = 0; digit < 4; ++digit) {
        if (std::string_view("0123456789abcdefABCDEF").find(peek()) == std::string_view::npos)
          return fail("\\u needs four hexadecimal digits");
        take();
      }
      return true;
    }
    if (at_ >= text_.size() || std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos)
      return fail("an unknown escape stands in a text");
    take();
    return true;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return fail("a value is missing");
    out_ += expected;
    at_ += expected.size();
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return fail("a digit is missing");
    while (is_digit(peek())) take();
    return true;
  }

  bool number() {
    if (peek() != '-' && !is_digit(peek())) return fail("a value is missing");
    take_if('-');
    if (!take_if('0') && !digits()) return false;
    if (take_if('.') && !digits()) return false;
    if (peek() != 'e' && peek() != 'E') return true;
    take();
    if (!take_if('+')) take_if('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::string what_;
};

}  // namespace

Result<std::string> compact_json(std::string_view text) {
  return Compactor(text).run();
}

}  // namespace berth
