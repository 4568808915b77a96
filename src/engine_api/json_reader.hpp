// Reading foreign JSON: what is absent is empty, what has the wrong type is an error that names the place.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include "base/quantity.hpp"
#include "engine_api/common.hpp"
#include "engine_api/time.hpp"

namespace berth::engine_api {

/// A parsed document; its memory is freed in one go. Throws DecodeError.
class JsonDocument {
 public:
  explicit JsonDocument(std::string_view text);
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  [[nodiscard]] const boost::json::value& root() const { return root_; }

 private:
  boost::json::monotonic_resource memory_;
  boost::json::value root_;
};

/// A value within a document, or the lack of one. Knows its parent only to say where it is when something is wrong,
/// so a child must not outlive it (a temporary gives none).
class JsonReader {
 public:
  explicit JsonReader(const boost::json::value& root) : value_(&root) {}

  /// false for null and for what is absent.
  [[nodiscard]] bool present() const { return value_ != nullptr && !value_->is_null(); }

  /// A member of this object. Absent when this is absent.
  [[nodiscard]] JsonReader at(std::string_view key) const&;
  JsonReader at(std::string_view key) const&& = delete;

  [[nodiscard]] std::string source() const;           ///< the JSON of it, for comparing
  [[nodiscard]] std::string string() const;           ///< "" when absent
  [[nodiscard]] std::string required_string() const;  ///< absent and empty are errors
  [[nodiscard]] std::int64_t integer() const;         ///< 0 when absent; larger numbers are cut to the type's end
  [[nodiscard]] bool boolean() const;                 ///< false when absent
  [[nodiscard]] std::optional<std::int64_t> optional_integer() const;
  [[nodiscard]] std::optional<bool> optional_boolean() const;
  [[nodiscard]] std::optional<TimePoint> time() const;  ///< nullopt for what is no RFC 3339 time
  [[nodiscard]] Nanoseconds nanoseconds() const;
  [[nodiscard]] Strings strings() const;
  [[nodiscard]] StringMap string_map() const;  ///< a null value counts as ""
  [[nodiscard]] std::set<std::string> keys() const;

  /// Calls visit(JsonReader) for every element of this array.
  template <typename Visit>
  void for_each(Visit visit) const;
  /// Calls visit(std::string key, JsonReader) for every member of this object.
  template <typename Visit>
  void for_each_member(Visit visit) const;

  /// Throws DecodeError: "<place>: <problem>".
  [[noreturn]] void fail(std::string_view problem) const;

 private:
  JsonReader(const boost::json::value* value, const JsonReader* parent, std::string_view key, std::size_t index)
      : value_(value), parent_(parent), key_(key), index_(index) {}

  [[nodiscard]] const boost::json::object* object() const;
  [[nodiscard]] const boost::json::array* array() const;
  [[noreturn]] void fail_type(std::string_view expected) const;
  [[nodiscard]] std::string place() const;

  const boost::json::value* value_ = nullptr;
  const JsonReader* parent_ = nullptr;
  std::string_view key_;  // empty: an element of an array
  std::size_t index_ = 0;
};

template <typename Visit>
void JsonReader::for_each(Visit visit) const {
  const auto* elements = array();
  if (elements == nullptr) return;
  std::size_t index = 0;
  for (const auto& element : *elements) visit(JsonReader(&element, this, {}, index++));
}

template <typename Visit>
void JsonReader::for_each_member(Visit visit) const {
  const auto* members = object();
  if (members == nullptr) return;
  for (const auto& member : *members) {
    visit(std::string(member.key()), JsonReader(&member.value(), this, {member.key().data(), member.key().size()}, 0));
  }
}

}  // namespace berth::engine_api
