#include "compose/dotenv.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/interpolate.hpp"

namespace berth::compose {
namespace {

bool is_line_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == 0x85 || c == 0xA0;
}
bool is_blank(char32_t c) {
  return is_line_blank(c) || c == '\n' || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Letters and digits of any script count; what is no letter outside of ASCII is rare enough not to be told apart.
bool is_key_character(char32_t c) {
  if (c >= 0x80) return true;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '[' || c == ']';
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_blank(static_cast<unsigned char>(text.back())) &&
         static_cast<unsigned char>(text.back()) < 0x80) {
    text.remove_suffix(1);
  }
  return text;
}

/// The entries so far: the order of their first appearance, and look-up by name.
class Entries {
 public:
  void set(std::string key, std::string value, Span span) {
    const auto [found, added] = index_.try_emplace(key, list.size());
    if (added) {
      list.push_back({std::move(key), std::move(value), span});
    } else {
      list[found->second].value = std::move(value);
      list[found->second].span = span;
    }
  }

  [[nodiscard]] const EnvFileEntry* find(std::string_view key) const {
    const auto found = index_.find(std::string(key));
    return found == index_.end() ? nullptr : &list[found->second];
  }

  std::vector<EnvFileEntry> list;

 private:
  std::unordered_map<std::string, std::size_t> index_;
};

/// Where the parser stands; knows line and column.
class Cursor {
 public:
  Cursor(FileId file, std::string_view text) : file_(file), text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] CodePoint peek() const { return decode_utf8(text_, at_); }
  [[nodiscard]] char front() const { return text_[at_]; }

  void advance(std::size_t bytes) {
    for (const auto stop = std::min(at_ + bytes, text_.size()); at_ < stop; ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) {
        ++column_;
      }
    }
  }

  template <typename Predicate>
  void skip(Predicate predicate) {
    while (!at_end() && predicate(peek().value)) advance(peek().length);
  }

  [[nodiscard]] Span span(std::size_t length) const {
    return {{file_, line_, column_}, static_cast<std::uint32_t>(length)};
  }

 private:
  FileId file_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

/// Latin-1 as UTF-8.
void append_character(std::string& out, unsigned code) {
  if (code >= 0x80) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    code = 0x80U | (code & 0x3FU);
  }
  out += static_cast<char>(code);
}

/// `\0` and three octal digits are a character. compose drops the zero where fewer follow. `digits` is what stands
/// behind the zero; returns how many of them belong to the escape.
std::size_t expand_octal(std::string_view digits, std::string& out) {
  const auto length = std::min<std::size_t>(std::min(digits.find_first_not_of("0123456789"), digits.size()), 3);
  digits = digits.substr(0, length);
  unsigned code = 0;
  for (const char digit : digits) code = code * 8 + static_cast<unsigned>(digit - '0');
  const bool octal = length == 3 && digits.find_first_of("89") == std::string_view::npos && code <= 0xFF;
  if (octal) {
    append_character(out, code);
  } else {
    out += '\\';
    out += digits;
  }
  return length;
}

/// The escapes of double quotes: \a \b \f \n \r \t \v \" \\ and octal ones; `\$` becomes the `$$` of interpolation.
/// Everything else stays as it is.
std::string expand_escapes(std::string_view text) {
  constexpr std::string_view names = "abfnrtv\"\\";
  constexpr std::string_view values = "\a\b\f\n\r\t\v\"\\";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char name = text[at + 1];
    const auto known = names.find(name);
    if (known == std::string_view::npos && name != '$' && name != '0') {
      out += '\\';
      continue;
    }
    ++at;
    if (name == '0') {
      at += expand_octal(text.substr(at + 1), out);
    } else {
      out += name == '$' ? std::string_view("$$") : values.substr(known, 1);
    }
  }
  return out;
}

class StandardParser {
 public:
  StandardParser(Cursor cursor, const VariableLookup& lookup, Budget& budget, Diagnostics& diagnostics)
      : cursor_(cursor), lookup_(lookup), budget_(budget), diagnostics_(diagnostics) {}

  std::vector<EnvFileEntry> run() {
    while (next_statement()) {
      if (!statement()) break;
    }
    return std::move(entries_.list);
  }

 private:
  /// Behind blank lines and comments; false at the end.
  bool next_statement() {
    for (;;) {
      cursor_.skip(is_blank);
      if (cursor_.at_end()) return false;
      if (cursor_.front() != '#') return true;
      cursor_.skip([](char32_t c) { return c != '\n'; });
    }
  }

  bool statement() {
    skip_export();
    const auto start = cursor_;
    const auto rest = cursor_.rest();
    const auto stop = key_end(rest);
    if (!stop) return false;
    if (*stop == rest.size()) return dangling(start);
    const auto key = trim_end(rest.substr(0, *stop));
    if (key.find(' ') != std::string_view::npos) {
      return fail(start.span(key.size()), "the name of a variable cannot contain a blank", "write NAME=value");
    }
    const bool inherited = rest[*stop] == '\n';
    cursor_.advance(*stop + 1);
    if (inherited) {
      inherit(key, start.span(key.size()));
      return true;
    }
    cursor_.skip(is_line_blank);
    return value(std::string(key), start.span(key.size()));
  }

  void skip_export() {
    const auto rest = cursor_.rest();
    if (!rest.starts_with("export") || rest.size() == 6 || !is_blank(static_cast<unsigned char>(rest[6]))) return;
    cursor_.advance(6);
    cursor_.skip(is_line_blank);
  }

  /// Offset of the `=`, `:` or line break behind the name; the size of `rest` when there is none.
  std::optional<std::size_t> key_end(std::string_view rest) {
    auto cursor = cursor_;
    for (std::size_t at = 0; at < rest.size();) {
      const auto c = decode_utf8(rest, at);
      if (c.value == '=' || c.value == ':' || c.value == '\n') return at;
      if (!is_line_blank(c.value) && !is_key_character(c.value)) {
        cursor.advance(at);
        fail(cursor.span(1), fmt::format("'{}' cannot stand in the name of a variable", rest.substr(at, c.length)),
             "write NAME=value; a comment starts with # at the start of the line");
        return std::nullopt;
      }
      at += c.length;
    }
    return rest.size();
  }

  /// Text at the end of the file without a `=`: compose takes it for the value of a variable without a name.
  bool dangling(const Cursor& start) {
    const auto text = trim_end(start.rest());
    diagnostics_.warning("env-file-line", start.span(text.size()), "this is neither NAME=value nor a line with a NAME",
                         "end the line with a line break to take the variable from the environment");
    cursor_ = start;
    return value({}, start.span(0));
  }

  void inherit(std::string_view key, Span span) {
    if (const auto known = lookup_ ? lookup_(key) : std::nullopt) entries_.set(std::string(key), known->value, span);
  }

  bool value(std::string key, Span key_span) {
    const bool quoted = !cursor_.at_end() && (cursor_.front() == '"' || cursor_.front() == '\'');
    const auto place = cursor_.span(1);
    auto text = quoted ? quoted_text() : plain_text();
    if (!text) return false;
    if (expand_ && !substitute_in(*text, place)) return false;
    entries_.set(std::move(key), std::move(*text), key_span);
    return true;
  }

  std::optional<std::string> plain_text() {
    expand_ = true;
    const auto rest = cursor_.rest();
    const auto line = rest.substr(0, rest.find('\n'));
    cursor_.advance(line.size() + 1);
    return std::string(trim_end(line.substr(0, line.find(" #"))));
  }

  std::optional<std::string> quoted_text() {
    const char quote = cursor_.front();
    const auto place = cursor_.span(1);
    const auto rest = cursor_.rest();
    expand_ = quote == '"';
    std::string text;
    for (std::size_t at = 1; at < rest.size(); ++at) {
      if (rest[at] == quote) {
        cursor_.advance(at + 1);
        return expand_ ? expand_escapes(text) : text;
      }
      if (rest[at] == '\\' && at + 1 < rest.size()) {
        if (rest[at + 1] != quote) text += '\\';
        ++at;
      }
      text += rest[at];
    }
    fail(place, "the quote that opens here is never closed", "add the closing quote");
    return std::nullopt;
  }

  bool substitute_in(std::string& text, Span place) {
    const VariableLookup lookup = [this](std::string_view name) -> std::optional<Variable> {
      if (lookup_) {
        if (auto known = lookup_(name)) return known;
      }
      const auto* entry = entries_.find(name);
      if (entry == nullptr) return std::nullopt;
      return Variable{entry->value, {}, entry->span};
    };
    auto result = substitute(text, lookup, budget_.variable_bytes_left());
    if (!result) {
      const auto& problem = result.problem();
      if (problem.code == Code("limit")) {
        throw LimitReached({Severity::error, problem.code, place, {}, problem.message, problem.hint, {}});
      }
      diagnostics_.error(problem.code, place, problem.message, problem.hint);
      return false;
    }
    for (const auto* use : result->missing()) {
      diagnostics_.warning("unset-variable", place,
                           fmt::format("the variable {} is not set, so it counts as empty", use->name),
                           "put the value in single quotes if the $ belongs to it");
    }
    budget_.take_variable_bytes(result->cost, place, {});
    text = std::move(result->text);
    return true;
  }

  bool fail(Span span, std::string message, std::string hint) {
    diagnostics_.error("env-file-syntax", span, std::move(message), std::move(hint));
    return false;
  }

  Cursor cursor_;
  const VariableLookup& lookup_;
  Budget& budget_;
  Diagnostics& diagnostics_;
  Entries entries_;
  bool expand_ = false;
};

std::vector<EnvFileEntry> parse_raw(FileId file, std::string_view text, const VariableLookup& lookup,
                                    Diagnostics& diagnostics) {
  Entries entries;
  std::uint32_t number = 0;
  for (auto line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto indent = std::min(line.find_first_not_of(" \t\v\f\r"), line.size());
    const auto statement = line.substr(indent);
    if (statement.empty() || statement.front() == '#') continue;
    const auto equals = statement.find('=');
    const auto key = statement.substr(0, equals);
    const Span span{{file, number, static_cast<std::uint32_t>(indent + 1)}, static_cast<std::uint32_t>(key.size())};
    if (key.empty() || key.find_first_of(" \t") != std::string_view::npos) {
      diagnostics.error("env-file-syntax", span,
                        key.empty() ? "there is no name before the =" : "the name of a variable cannot contain a blank",
                        "write NAME=value");
      break;
    }
    if (equals != std::string_view::npos) {
      entries.set(std::string(key), std::string(statement.substr(equals + 1)), span);
    } else if (const auto known = lookup ? lookup(key) : std::nullopt) {
      entries.set(std::string(key), known->value, span);
    }
  }
  return std::move(entries.list);
}

}  // namespace

std::vector<EnvFileEntry> parse_env_file(FileId file, const SourceFiles& files, EnvFileFormat format,
                                         const VariableLookup& lookup, Budget& budget, Diagnostics& diagnostics) {
  auto text = files.text(file);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (format == EnvFileFormat::raw) return parse_raw(file, text, lookup, diagnostics);
  return StandardParser(Cursor(file, text), lookup, budget, diagnostics).run();
}

}  // namespace berth::compose
