#include "text_template/value.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::text_template {

Value::Value(List value) : data_(std::make_shared<const List>(std::move(value))) {}
Value::Value(Fields value) : data_(std::make_shared<const Fields>(std::move(value))) {}

namespace {

template <typename T, typename Data>
const T* pointee(const Data& data) {
  const auto* found = std::get_if<std::shared_ptr<const T>>(&data);
  return found == nullptr ? nullptr : found->get();
}

}  // namespace

const List* Value::list() const {
  return pointee<List>(data_);
}

const Fields* Value::fields() const {
  return pointee<Fields>(data_);
}

const Method* Value::method() const {
  return pointee<Method>(data_);
}

const Value* Value::field(std::string_view name) const {
  const auto* all = fields();
  if (all == nullptr) return nullptr;
  const auto found = std::ranges::find(*all, name, [](const auto& entry) -> const std::string& { return entry.first; });
  return found == all->end() ? nullptr : &found->second;
}

bool Value::truth() const {
  if (const auto* value = boolean()) return *value;
  if (const auto* value = integer()) return *value != 0;
  if (const auto* value = number()) return *value != 0;
  if (const auto* value = text()) return !value->empty();
  if (const auto* value = list()) return !value->empty();
  if (const auto* value = fields()) return !value->empty();
  return method() != nullptr;
}

std::string_view Value::kind() const {
  static constexpr std::string_view names[] = {"nothing", "a boolean", "a whole number", "a number",
                                               "a text",  "a list",    "an object",      "a method"};
  return names[data_.index()];
}

std::string to_text(const Value& value) {
  if (const auto* text = value.text()) return *text;
  if (const auto* flag = value.boolean()) return *flag ? "true" : "false";
  if (const auto* whole = value.integer()) return fmt::format("{}", *whole);
  if (const auto* number = value.number()) return fmt::format("{}", *number);
  std::string out;
  if (const auto* list = value.list()) {
    for (const auto& item : *list) out += (out.empty() ? "" : " ") + to_text(item);
    return "[" + out + "]";
  }
  if (const auto* fields = value.fields()) {
    for (const auto& [name, item] : *fields) {
      if (item.method() == nullptr) out += fmt::format("{}{}:{}", out.empty() ? "" : " ", name, to_text(item));
    }
    return "map[" + out + "]";
  }
  return "<no value>";
}

namespace {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : escape_json(text)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

std::string to_json(const Value& value) {
  if (value.is_nil() || value.method() != nullptr) return "null";
  if (const auto* text = value.text()) return json_string(*text);
  std::string out;
  if (const auto* list = value.list()) {
    for (const auto& item : *list) out += (out.empty() ? "" : ",") + to_json(item);
    return "[" + out + "]";
  }
  if (const auto* fields = value.fields()) {
    for (const auto& [name, item] : *fields) {
      if (item.method() == nullptr)
        out += fmt::format("{}{}:{}", out.empty() ? "" : ",", json_string(name), to_json(item));
    }
    return "{" + out + "}";
  }
  return to_text(value);
}

Value with_texts(const Value& value, const std::function<std::string(const std::string&)>& change) {
  if (const auto* text = value.text()) return change(*text);
  if (const auto* list = value.list()) {
    List out;
    for (const auto& item : *list) out.push_back(with_texts(item, change));
    return out;
  }
  if (const auto* fields = value.fields()) {
    Fields out;
    for (const auto& [name, item] : *fields) out.emplace_back(name, with_texts(item, change));
    return out;
  }
  if (const auto* method = value.method()) {
    return Method(
        [method = *method, change](std::span<const Value> arguments) { return with_texts(method(arguments), change); });
  }
  return value;
}

}  // namespace berth::text_template
