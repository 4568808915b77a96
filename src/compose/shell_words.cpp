#include "compose/shell_words.hpp"

#include <algorithm>

namespace berth::compose {
namespace {

constexpr char no_quote = '\0';
constexpr char substitution = '(';  // inside of $( )

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  /// false: the text is no command.
  bool run() {
    for (at_ = 0; at_ < text_.size() && !operator_at_; ++at_) {
      if (!take(text_[at_])) return false;
    }
    if (in_word_) finish_word();
    return !escaped_ && quote_ == no_quote;
  }

  std::vector<std::string> words;

  [[nodiscard]] std::optional<std::size_t> operator_at() const { return operator_at_; }
  /// Where the open quote starts, or the trouble.
  [[nodiscard]] std::size_t trouble() const { return quote_ == no_quote ? std::min(at_, text_.size()) : quote_at_; }

 private:
  bool take(char c) {
    if (escaped_) return take_escaped(c);
    if (c == '\\' && quote_ != '\'') {
      escaped_ = true;
      return true;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (quote_ != no_quote) {
        word_ += c;
      } else if (in_word_) {
        finish_word();
      }
      return true;
    }
    return take_visible(c);
  }

  bool take_escaped(char c) {
    escaped_ = false;
    if (quote_ == '`' || quote_ == substitution) {
      word_ += '\\';
    } else if (c == 't' || c == 'n') {
      c = c == 't' ? '\t' : '\n';
    }
    add(c);
    return true;
  }

  bool take_visible(char c) {
    switch (c) {
      case '"':
      case '\'': return take_quote(c);
      case '`':
        if (quote_ == no_quote || quote_ == '`') toggle('`');
        break;
      case '(':
        if (quote_ != no_quote && quote_ != substitution) break;
        if (quote_ == substitution || !word_.ends_with('$')) return false;
        toggle(substitution);
        word_ += c;
        return true;
      case ')':
        if (quote_ == no_quote) return false;
        if (quote_ == substitution) quote_ = no_quote;
        break;
      case ';':
      case '&':
      case '|':
      case '<':
      case '>':
        if (quote_ != no_quote) break;
        stop(c);
        return true;
      default: break;
    }
    add(c);
    return true;
  }

  bool take_quote(char c) {
    if (quote_ != no_quote && quote_ != c) {
      add(c);
      return true;
    }
    if (quote_ == c) in_word_ = true;  // "" is a word
    toggle(c);
    return true;
  }

  void toggle(char quote) {
    quote_at_ = at_;
    quote_ = quote_ == quote ? no_quote : quote;
  }

  /// `2>file`: the number belongs to the redirection.
  void stop(char c) {
    operator_at_ = at_;
    const bool number = !word_.empty() && word_.find_first_not_of("0123456789") == std::string::npos;
    if (c == '>' && number) in_word_ = false;
  }

  void add(char c) {
    word_ += c;
    in_word_ = true;
  }

  void finish_word() {
    words.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  bool escaped_ = false;
  char quote_ = no_quote;
  std::size_t quote_at_ = 0;
  std::optional<std::size_t> operator_at_;
};

}  // namespace

Result<std::vector<std::string>> split_shell_words(std::string_view text) {
  Splitter splitter(text);
  if (splitter.run()) return std::move(splitter.words);
  return Problem{"the command has a quote, bracket or backslash without a partner",
                 "close it, or write the command as a list",
                 splitter.trouble(),
                 1,
                 {}};
}

std::optional<std::size_t> find_shell_operator(std::string_view text) {
  Splitter splitter(text);
  splitter.run();
  return splitter.operator_at();
}

}  // namespace berth::compose
