#include "text_template/functions.hpp"

#include <algorithm>
#include <compare>
#include <functional>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "text_template/printf.hpp"
#include "text_template/tokens.hpp"

namespace berth::text_template {
namespace {

using Arguments = std::span<const Value>;

[[noreturn]] void wrong(std::string_view function, std::string_view what) {
  throw Error(fmt::format("template: {}: {}", function, what));
}

const Value& argument(std::string_view function, Arguments given, std::size_t at) {
  if (at >= given.size()) wrong(function, fmt::format("argument {} is missing", at + 1));
  return given[at];
}

const std::string& text(std::string_view function, Arguments given, std::size_t at) {
  const auto& value = argument(function, given, at);
  if (const auto* found = value.text()) return *found;
  wrong(function, fmt::format("argument {} is {}, not a text", at + 1, value.kind()));
}

std::int64_t whole(std::string_view function, Arguments given, std::size_t at) {
  const auto& value = argument(function, given, at);
  if (const auto* found = value.integer()) return *found;
  wrong(function, fmt::format("argument {} is {}, not a whole number", at + 1, value.kind()));
}

std::string mapped(std::string text, bool upper) {
  std::ranges::transform(text, text.begin(), [&](char c) {
    if (upper) return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string title(std::string text) {
  bool begins = true;
  for (char& c : text) {
    if (begins && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    begins = c == ' ' || c == '\t' || c == '-' || c == '_' || c == '.';
  }
  return text;
}

Value split_text(Arguments given) {
  const auto& whole_text = text("split", given, 0);
  const auto& separator = text("split", given, 1);
  List out;
  std::size_t at = 0;
  while (!separator.empty()) {
    const auto found = whole_text.find(separator, at);
    if (found == std::string::npos) break;
    out.emplace_back(whole_text.substr(at, found - at));
    at = found + separator.size();
  }
  out.emplace_back(whole_text.substr(at));
  return out;
}

Value join_list(Arguments given) {
  const auto* list = argument("join", given, 0).list();
  if (list == nullptr) wrong("join", fmt::format("argument 1 is {}, not a list", given[0].kind()));
  const auto& separator = text("join", given, 1);
  std::string out;
  for (std::size_t i = 0; i < list->size(); ++i) out += (i == 0 ? "" : separator) + to_text((*list)[i]);
  return out;
}

Value pad(Arguments given) {
  constexpr std::int64_t most = 1000;
  const auto blanks = [&](std::size_t at) {
    return std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(whole("pad", given, at), 0, most)), ' ');
  };
  const auto& inner = text("pad", given, 0);
  return inner.empty() ? inner : blanks(1) + inner + blanks(2);
}

Value truncate(Arguments given) {
  const auto& full = text("truncate", given, 0);
  const auto length = whole("truncate", given, 1);
  return length < 0 || static_cast<std::size_t>(length) >= full.size()
             ? full
             : full.substr(0, static_cast<std::size_t>(length));
}

Value length(Arguments given) {
  const auto& value = argument("len", given, 0);
  if (const auto* found = value.text()) return static_cast<std::int64_t>(found->size());
  if (const auto* found = value.list()) return static_cast<std::int64_t>(found->size());
  if (const auto* found = value.fields()) return static_cast<std::int64_t>(found->size());
  wrong("len", fmt::format("{} has no length", value.kind()));
}

Value index_one(const Value& value, const Value& key) {
  if (const auto* list = value.list()) {
    const auto* at = key.integer();
    if (at == nullptr || *at < 0 || static_cast<std::size_t>(*at) >= list->size())
      wrong("index", fmt::format("a list of {} has no item {}", list->size(), to_text(key)));
    return (*list)[static_cast<std::size_t>(*at)];
  }
  if (value.fields() != nullptr && key.text() != nullptr) {
    const auto* found = value.field(*key.text());
    return found == nullptr ? Value() : *found;
  }
  wrong("index", fmt::format("{} cannot be indexed by {}", value.kind(), key.kind()));
}

Value index(Arguments given) {
  auto value = argument("index", given, 0);
  for (const auto& key : given.subspan(1)) value = index_one(value, key);
  return value;
}

Value slice(Arguments given) {
  const auto& value = argument("slice", given, 0);
  const auto size = static_cast<std::int64_t>(value.text()   ? value.text()->size()
                                              : value.list() ? value.list()->size()
                                                             : 0);
  const auto from = given.size() > 1 ? whole("slice", given, 1) : 0;
  const auto to = given.size() > 2 ? whole("slice", given, 2) : size;
  if (from < 0 || from > to || to > size) wrong("slice", fmt::format("{} to {} is not within {}", from, to, size));
  if (const auto* found = value.text())
    return found->substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
  if (const auto* found = value.list()) return List(found->begin() + from, found->begin() + to);
  wrong("slice", fmt::format("{} cannot be sliced", value.kind()));
}

std::partial_ordering compare(std::string_view function, const Value& a, const Value& b) {
  if (a.text() && b.text()) return *a.text() <=> *b.text();
  if (a.boolean() && b.boolean()) return *a.boolean() <=> *b.boolean();
  if (a.integer() && b.integer()) return *a.integer() <=> *b.integer();
  if ((a.integer() || a.number()) && (b.integer() || b.number())) {
    const auto as_number = [](const Value& v) { return v.number() ? *v.number() : static_cast<double>(*v.integer()); };
    return as_number(a) <=> as_number(b);
  }
  if (a.is_nil() && b.is_nil()) return std::partial_ordering::equivalent;
  if (a.is_nil() || b.is_nil()) return std::partial_ordering::unordered;
  wrong(function, fmt::format("{} and {} cannot be compared", a.kind(), b.kind()));
}

/// `eq x a b c`: x equals one of them.
Value equals(Arguments given) {
  const auto& value = argument("eq", given, 0);
  argument("eq", given, 1);
  return std::ranges::any_of(given.subspan(1), [&](const Value& other) { return compare("eq", value, other) == 0; });
}

auto comparison(std::string name, bool (*holds)(std::partial_ordering)) {
  return [name = std::move(name), holds](Arguments given) -> Value {
    return holds(compare(name, argument(name, given, 0), argument(name, given, 1)));
  };
}

/// Like Go's fmt.Sprint: blanks between neighbours of which neither is a text.
std::string print(Arguments given) {
  std::string out;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (i > 0 && !given[i].text() && !given[i - 1].text()) out += ' ';
    out += to_text(given[i]);
  }
  return out;
}

std::string print_line(Arguments given) {
  std::string out;
  for (std::size_t i = 0; i < given.size(); ++i) out += (i == 0 ? "" : " ") + to_text(given[i]);
  return out + "\n";
}

std::string escape_html(std::string_view given) {
  std::string out;
  for (const char c : given) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&#34;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

Value call(Arguments given) {
  const auto* method = argument("call", given, 0).method();
  if (method == nullptr) wrong("call", fmt::format("argument 1 is {}, not a method", given[0].kind()));
  return (*method)(given.subspan(1));
}

using Function = std::function<Value(Arguments)>;

const std::map<std::string, Function, std::less<>>& functions() {
  static const std::map<std::string, Function, std::less<>> all = {
      {"and", {}},
      {"or", {}},
      {"not", [](Arguments given) -> Value { return !argument("not", given, 0).truth(); }},
      {"len", length},
      {"index", index},
      {"slice", slice},
      {"eq", equals},
      {"ne", comparison("ne", [](std::partial_ordering order) { return order != 0; })},
      {"lt", comparison("lt", [](std::partial_ordering order) { return order < 0; })},
      {"le", comparison("le", [](std::partial_ordering order) { return order <= 0; })},
      {"gt", comparison("gt", [](std::partial_ordering order) { return order > 0; })},
      {"ge", comparison("ge", [](std::partial_ordering order) { return order >= 0; })},
      {"print", [](Arguments given) -> Value { return print(given); }},
      {"println", [](Arguments given) -> Value { return print_line(given); }},
      {"printf", [](Arguments given) -> Value { return format_values(text("printf", given, 0), given.subspan(1)); }},
      {"html", [](Arguments given) -> Value { return escape_html(print(given)); }},
      {"call", call},
      {"json", [](Arguments given) -> Value { return to_json(argument("json", given, 0)); }},
      {"lower", [](Arguments given) -> Value { return mapped(text("lower", given, 0), false); }},
      {"upper", [](Arguments given) -> Value { return mapped(text("upper", given, 0), true); }},
      {"title", [](Arguments given) -> Value { return title(text("title", given, 0)); }},
      {"split", split_text},
      {"join", join_list},
      {"pad", pad},
      {"truncate", truncate},
  };
  return all;
}

}  // namespace

void require_function(std::string_view name, std::size_t column) {
  if (functions().contains(name)) return;
  std::vector<std::string_view> names;
  for (const auto& [known, function] : functions()) names.push_back(known);
  const auto meant = closest(name, names);
  refuse(column, fmt::format("unknown function \"{}\"", name),
         meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("a field is written .{}", name));
}

bool is_lazy(std::string_view name) {
  return name == "and" || name == "or";
}

Value call_function(const std::string& name, std::span<const Value> arguments) {
  if (is_lazy(name)) wrong(name, "it needs arguments");  // those with some are never called
  return functions().at(name)(arguments);
}

}  // namespace berth::text_template
