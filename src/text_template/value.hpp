// What a template is filled with: a tree of plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace berth::text_template {

class Value;
using List = std::vector<Value>;
/// In the order in which they are written as JSON.
using Fields = std::vector<std::pair<std::string, Value>>;
/// A field that takes arguments: `.Label "key"`.
using Method = std::function<Value(std::span<const Value>)>;

/// Copies share what they hold.
class Value {
 public:
  Value() = default;  ///< nil
  Value(bool value) : data_(value) {}
  Value(std::int64_t value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(double value) : data_(value) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(List value);
  Value(Fields value);
  Value(Method value) : data_(std::make_shared<const Method>(std::move(value))) {}

  [[nodiscard]] bool is_nil() const { return std::holds_alternative<std::monostate>(data_); }
  /// nullptr when it is something else.
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&data_); }
  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
  [[nodiscard]] const double* number() const { return std::get_if<double>(&data_); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const List* list() const;
  [[nodiscard]] const Fields* fields() const;
  [[nodiscard]] const Method* method() const;

  /// nullptr: no fields, or none of that name.
  [[nodiscard]] const Value* field(std::string_view name) const;
  /// Whether `if` takes it for true: nil, false, 0 and what is empty are not.
  [[nodiscard]] bool truth() const;
  /// "a string", "a list": for errors.
  [[nodiscard]] std::string_view kind() const;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, std::shared_ptr<const List>,
               std::shared_ptr<const Fields>, std::shared_ptr<const Method>>
      data_;
};

/// As Go's print writes it: text as it is, "[a b]", "map[key:value]", "<no value>" for nil.
std::string to_text(const Value& value);

/// As Go's json.Marshal writes it: without blanks, with <, > and & as escapes. Methods are left out.
std::string to_json(const Value& value);

/// The same tree with every text changed; texts of methods' answers, too.
Value with_texts(const Value& value, const std::function<std::string(const std::string&)>& change);

}  // namespace berth::text_template
