#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "yaml/emit.hpp"
#include "yaml/float_text.hpp"
#include "yaml/resolve.hpp"
#include "yaml/timestamp.hpp"

namespace berth::yaml {
namespace {

class JsonWriter {
 public:
  explicit JsonWriter(unsigned indent) : indent_(indent) {}

  void value(const Node& node) {
    switch (node.kind()) {
      case Kind::null: out += "null"; break;
      case Kind::boolean:
      case Kind::integer: out += scalar_text(node); break;
      case Kind::floating: number(node.floating()); break;
      case Kind::string: string(node.string()); break;
      case Kind::timestamp: string(format_rfc3339(std::get<Timestamp>(node.value()))); break;
      case Kind::sequence: sequence(node.sequence()); break;
      case Kind::mapping: mapping(node.mapping()); break;
    }
  }

  std::string out;

 private:
  void line() {
    if (indent_ == 0) return;
    out += '\n';
    out.append(depth_ * indent_, ' ');
  }

  void sequence(const Sequence& items) {
    if (items.empty()) {
      out += "[]";
      return;
    }
    out += '[';
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out += ',';
      first = false;
      line();
      value(item);
    }
    --depth_;
    line();
    out += ']';
  }

  void mapping(const Mapping& entries) {
    if (entries.empty()) {
      out += "{}";
      return;
    }
    out += '{';
    ++depth_;
    bool first = true;
    for (const auto& entry : entries) {
      if (!first) out += ',';
      first = false;
      line();
      string(entry.key);
      out += indent_ == 0 ? ":" : ": ";
      value(entry.value);
    }
    --depth_;
    line();
    out += '}';
  }

  void number(double number) {
    if (!std::isfinite(number)) {
      throw Error(fmt::format("the number {} cannot be written as JSON", format_float(number)),
                  "put it in quotes if it is meant as text");
    }
    out += format_json_float(number);
  }

  void string(std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
      const auto c = decode_utf8(text, at);
      out += escaped(c, text.substr(at, c.length));
      at += c.length;
    }
    out += '"';
  }

  static std::string escaped(const CodePoint& c, std::string_view bytes) {
    if (!c.valid) return "\\ufffd";
    switch (c.value) {
      case '"': return "\\\"";
      case '\\': return "\\\\";
      case '\b': return "\\b";
      case '\f': return "\\f";
      case '\n': return "\\n";
      case '\r': return "\\r";
      case '\t': return "\\t";
      default: break;
    }
    const bool html = c.value == '<' || c.value == '>' || c.value == '&';
    if (c.value < 0x20 || html || c.value == 0x2028 || c.value == 0x2029) {
      return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c.value));
    }
    return std::string(bytes);
  }

  unsigned indent_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string emit_json(const Node& node, unsigned indent) {
  JsonWriter writer(indent);
  writer.value(node);
  return std::move(writer.out);
}

}  // namespace berth::yaml
