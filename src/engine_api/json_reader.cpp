#include "engine_api/json_reader.hpp"

#include <cmath>
#include <limits>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "engine_api/codec.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

constexpr std::size_t depth_limit = 64;

json::value parse(std::string_view text, json::storage_ptr memory) {
  json::parse_options options;
  options.max_depth = depth_limit;
  options.allow_invalid_utf8 = true;  // shown escaped; one odd byte in a label must not hide a whole list
  json::parser parser({}, options);
  parser.reset(std::move(memory));
  json::error_code error;
  parser.write(text.data(), text.size(), error);
  if (!error) return parser.release();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) throw DecodeError("not JSON: it is empty");
  if (error == json::error::incomplete) throw DecodeError("not JSON: it ends too early");
  if (error == json::error::too_deep) throw DecodeError("it is nested too deeply");
  constexpr std::size_t quoted = 40;
  throw DecodeError(fmt::format("not JSON: it begins with \"{}\"", text.substr(0, quoted)));
}

std::string_view describe(json::kind kind) {
  switch (kind) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: return "a number";
    case json::kind::string: return "a string";
    case json::kind::array: return "a list";
    case json::kind::object: return "an object";
  }
  return "something else";
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text) : root_(parse(text, &memory_)) {}

JsonReader JsonReader::at(std::string_view key) const& {
  const auto* members = object();
  return {members == nullptr ? nullptr : members->if_contains(key), this, key, 0};
}

const json::object* JsonReader::object() const {
  if (!present()) return nullptr;
  if (!value_->is_object()) fail_type("an object");
  return &value_->get_object();
}

const json::array* JsonReader::array() const {
  if (!present()) return nullptr;
  if (!value_->is_array()) fail_type("a list");
  return &value_->get_array();
}

std::string JsonReader::source() const {
  return value_ == nullptr ? std::string() : boost::json::serialize(*value_);
}

std::string JsonReader::string() const {
  if (!present()) return {};
  if (!value_->is_string()) fail_type("a string");
  const auto& text = value_->get_string();
  return {text.data(), text.size()};
}

std::string JsonReader::required_string() const {
  if (!present()) fail(value_ == nullptr ? "is missing" : "is null");
  auto text = string();
  if (text.empty()) fail("is empty");
  return text;
}

std::optional<std::int64_t> JsonReader::optional_integer() const {
  if (!present()) return std::nullopt;
  if (const auto* number = value_->if_int64()) return *number;
  if (value_->is_uint64()) return std::numeric_limits<std::int64_t>::max();
  if (const auto* number = value_->if_double()) {
    constexpr double end = 9.2e18;
    if (std::nearbyint(*number) == *number && std::abs(*number) < end) return static_cast<std::int64_t>(*number);
    fail("expected a whole number");
  }
  fail_type("a number");
}

std::int64_t JsonReader::integer() const {
  return optional_integer().value_or(0);
}

std::optional<bool> JsonReader::optional_boolean() const {
  if (!present()) return std::nullopt;
  if (!value_->is_bool()) fail_type("a boolean");
  return value_->get_bool();
}

bool JsonReader::boolean() const {
  return optional_boolean().value_or(false);
}

std::optional<TimePoint> JsonReader::time() const {
  return parse_rfc3339(string());
}

Nanoseconds JsonReader::nanoseconds() const {
  return Nanoseconds{integer()};
}

Strings JsonReader::strings() const {
  Strings result;
  for_each([&](const JsonReader& element) { result.push_back(element.string()); });
  return result;
}

StringMap JsonReader::string_map() const {
  StringMap result;
  for_each_member([&](std::string key, const JsonReader& value) { result.emplace(std::move(key), value.string()); });
  return result;
}

std::set<std::string> JsonReader::keys() const {
  std::set<std::string> result;
  for_each_member([&](std::string key, const JsonReader&) { result.insert(std::move(key)); });
  return result;
}

void JsonReader::fail(std::string_view problem) const {
  const auto where = place();
  throw DecodeError(where.empty() ? std::string(problem) : fmt::format("{}: {}", where, problem));
}

void JsonReader::fail_type(std::string_view expected) const {
  fail(fmt::format("expected {}, found {}", expected, describe(value_->kind())));
}

std::string JsonReader::place() const {
  if (parent_ == nullptr) return {};
  const auto before = parent_->place();
  if (key_.empty()) return fmt::format("{}[{}]", before, index_);
  return before.empty() ? std::string(key_) : fmt::format("{}.{}", before, key_);
}

}  // namespace berth::engine_api
