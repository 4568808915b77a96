#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "yaml/base64.hpp"
#include "yaml/emit.hpp"
#include "yaml/float_text.hpp"
#include "yaml/resolve.hpp"
#include "yaml/scalar_style.hpp"
#include "yaml/timestamp.hpp"

namespace berth::yaml {
namespace {

constexpr std::size_t indent_step = 2;
constexpr std::size_t fold_width = 80;           // a line is folded at the first blank behind this column
constexpr std::size_t longest_simple_key = 128;  // bytes; a longer key takes the form "? key"

/// The escape of a character in double quotes, without the backslash.
std::string escape_of(char32_t c) {
  constexpr std::string_view named = "\0\a\b\t\n\v\f\r\x1b\"\\";
  constexpr std::string_view letters = "0abtnvfre\"\\";
  if (c < 0x80) {
    const auto at = std::string_view(named.data(), letters.size()).find(static_cast<char>(c));
    if (at != std::string_view::npos) return std::string(1, letters[at]);
  }
  if (c == 0x85) return "N";
  if (c == 0xA0) return "_";
  if (c == 0x2028) return "L";
  if (c == 0x2029) return "P";
  const auto value = static_cast<std::uint32_t>(c);
  if (value <= 0xFF) return fmt::format("x{:02X}", value);
  return value <= 0xFFFF ? fmt::format("u{:04X}", value) : fmt::format("U{:08X}", value);
}

class Writer {
 public:
  std::string document(const Node& node) {
    value(node, 0, Place::root);
    end_line();
    return std::move(out_);
  }

 private:
  enum class Place { root, behind_key, behind_dash };

  void put(std::string_view text) {
    out_ += text;
    for (const char c : text) column_ += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  }

  void start_line(std::size_t indent) {
    end_line();
    out_.append(indent, ' ');
    column_ = indent;
  }

  void end_line() {
    if (column_ == 0) return;
    out_ += '\n';
    column_ = 0;
  }

  /// `indent` is that of the keys or dashes of this value; what is wrapped stands there too.
  void value(const Node& node, std::size_t indent, Place place) {
    if (node.is_mapping() && !node.mapping().empty()) return mapping(node.mapping(), indent, place);
    if (node.is_sequence() && !node.sequence().empty()) return sequence(node.sequence(), indent, place);
    if (place != Place::root) put(" ");
    if (node.is_mapping()) {
      put("{}");
    } else if (node.is_sequence()) {
      put("[]");
    } else {
      scalar(node, place == Place::root ? indent_step : indent);
    }
  }

  void mapping(const Mapping& entries, std::size_t indent, Place place) {
    bool first = true;
    for (const auto& entry : entries) {
      if (first && place == Place::behind_dash) {
        put(" ");
      } else {
        start_line(indent);
      }
      first = false;
      key(entry.key, indent);
      put(":");
      value(entry.value, indent + indent_step, Place::behind_key);
    }
  }

  void sequence(const Sequence& items, std::size_t indent, Place place) {
    bool first = true;
    for (const auto& item : items) {
      if (first && place == Place::behind_dash) {
        put(" ");
      } else {
        start_line(indent);
      }
      first = false;
      put("-");
      value(item, indent + indent_step, Place::behind_dash);
    }
  }

  void key(std::string_view text, std::size_t indent) {
    const auto style = choose_string_style(text, true);
    const bool simple = text.size() <= longest_simple_key && !has_line_break(text);
    if (!simple) put("? ");
    string(text, style, indent, false);
    if (!simple) start_line(indent);
  }

  void scalar(const Node& node, std::size_t indent) {
    switch (node.kind()) {
      case Kind::null: return put("null");
      case Kind::floating: return put(float_text(node.floating()));
      case Kind::timestamp: return put(format_rfc3339(std::get<Timestamp>(node.value())));
      case Kind::string: return string(node.string(), indent);
      default: return put(scalar_text(node));
    }
  }

  static std::string float_text(double number) {
    if (std::isnan(number)) return ".nan";
    if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
    return format_float(number);
  }

  void string(std::string_view text, std::size_t indent) {
    if (!is_utf8(text)) {
      put("!!binary ");
      return string(encode_base64(text), OutputStyle::plain, indent, true);
    }
    string(text, choose_string_style(text, false), indent, true);
  }

  static bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto c = decode_utf8(text, at);
      if (!c.valid) return false;
      at += c.length;
    }
    return true;
  }

  void string(std::string_view text, OutputStyle style, std::size_t indent, bool fold) {
    switch (style) {
      case OutputStyle::plain: return flowing(text, indent, fold, false);
      case OutputStyle::single_quoted: return flowing(text, indent, fold, true);
      case OutputStyle::double_quoted: return double_quoted(text, indent, fold);
      case OutputStyle::literal: return literal(text, indent);
    }
  }

  /// A single blank behind the fold width becomes a line break; runs of blanks stay.
  void flowing(std::string_view text, std::size_t indent, bool fold, bool quoted) {
    if (quoted) put("'");
    bool after_blank = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool blank = text[at] == ' ';
      const bool edge = quoted && (at == 0 || at + 1 == text.size());
      const bool run = at + 1 < text.size() && text[at + 1] == ' ';
      if (blank && fold && !after_blank && !edge && !run && column_ > fold_width) {
        start_line(indent);
      } else {
        if (quoted && text[at] == '\'') put("'");
        put(text.substr(at, 1));
      }
      after_blank = blank;
    }
    if (quoted) put("'");
  }

  void double_quoted(std::string_view text, std::size_t indent, bool fold) {
    put("\"");
    bool after_blank = false;
    for (std::size_t at = 0; at < text.size();) {
      const auto c = decode_utf8(text, at);
      const bool blank = c.value == ' ';
      const bool edge = at == 0 || at + 1 == text.size();
      if (c.value == '"' || c.value == '\\' || is_line_break(c.value) || is_unprintable(c.value)) {
        put("\\" + escape_of(c.value));
      } else if (blank && fold && !after_blank && !edge && column_ > fold_width) {
        start_line(indent);
        if (text[at + 1] == ' ') put("\\");
      } else {
        put(text.substr(at, c.length));
      }
      after_blank = blank;
      at += c.length;
    }
    put("\"");
  }

  void literal(std::string_view text, std::size_t indent) {
    put("|");
    if (text.front() == ' ') put(fmt::format("{}", indent_step));
    if (!text.ends_with('\n')) {
      put("-");
    } else if (text.size() == 1 || text[text.size() - 2] == '\n') {
      put("+");
    }
    end_line();
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      if (end > 0) {
        out_.append(indent, ' ');
        out_ += text.substr(0, end);
      }
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!text.empty() || end > 0) out_ += '\n';
      if (text.empty() && end == 0) out_ += '\n';
    }
  }

  std::string out_;
  std::size_t column_ = 0;
};

}  // namespace

std::string emit_yaml(const Node& node) {
  return Writer().document(node);
}

}  // namespace berth::yaml
