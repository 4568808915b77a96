// The tree of a YAML document in which every value knows its place. Values are independent of each other: aliases and
// merge keys are resolved by copying, within the limits of yaml/parse.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.hpp"

namespace berth::yaml {

class Node;
struct Entry;

/// A point in time of YAML 1.1 (`2001-12-14`), which compose files mean as text; `text` is as Go prints a time.Time.
struct Timestamp {
  std::string text;
  bool operator==(const Timestamp&) const = default;
};

using Sequence = std::vector<Node>;

/// Keys in the order of the file, with look-up in constant time.
class Mapping {
 public:
  Mapping();
  Mapping(const Mapping& other);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(const Mapping& other);
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();

  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  [[nodiscard]] const Entry* find_entry(std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const { return find_entry(key) != nullptr; }

  /// Replaces the value (keeping the key's position) or appends the key.
  Node& set(std::string key, Node value, Span key_span = {});
  /// false when there was no such key. Costs as much as all keys: of many, take erase_if.
  bool erase(std::string_view key);
  void erase_if(const std::function<bool(const Entry&)>& gone);

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::vector<Entry>::const_iterator begin() const;
  [[nodiscard]] std::vector<Entry>::const_iterator end() const;
  [[nodiscard]] std::vector<Entry>::iterator begin();
  [[nodiscard]] std::vector<Entry>::iterator end();

  bool operator==(const Mapping& other) const;

 private:
  using Index = std::unordered_map<std::string, std::size_t>;
  [[nodiscard]] std::size_t position(std::string_view key) const;
  void index_all();

  std::vector<Entry> entries_;
  std::unique_ptr<Index> index_;  // made when a mapping grows beyond a handful of keys
};

enum class Kind : std::uint8_t { null, boolean, integer, floating, string, timestamp, sequence, mapping };

/// `!reset` and `!override` steer the merge of compose files; every other tag has done its work when parsing ends.
enum class Tag : std::uint8_t { none, reset, override };

/// What was told about a value already, so that nobody tells again what only follows from it.
enum class Fault : std::uint8_t {
  none,
  incomplete,  ///< something of it could not be read: nothing can be concluded from what is absent
  broken,      ///< it could not be read itself: nothing in it counts
};

/// How a string was written; the reading of some attributes depends on it.
enum class Style : std::uint8_t { plain, quoted, literal, folded };

/// One thing that happened to a value on its way: the links of the chain that `config --explain` prints. Values have
/// chains only in a load that asks for them (compose/history.hpp).
struct Origin {
  enum class Cause : std::uint8_t {
    written,      ///< a value starts here: it stands in a compose file; `text` as written
    env_file,     ///< a value starts here: it stands in an env_file or label_file
    added,        ///< a value starts here: nobody wrote it; `text` says why it is there
    appended,     ///< an earlier file or service has this list, at `span`, to which the item was added
    merged,       ///< a later file or service added keys or items; `span` is its mapping or list
    variable,     ///< the variable `name` went in, with the value `text`; set at `span` or in `source`
    fallback,     ///< the variable `name` is not set (or empty), so its default went in: `text`
    alternative,  ///< the variable `name` is set, so what stands behind :+ went in: `text`
    unset,        ///< the variable `name` is not set and has no default, so nothing went in
    extended,     ///< taken over from the service `name` by the `extends` at `span`
    included,     ///< taken over from the file `name` by the `include` at `span`
  };
  Cause cause = Cause::written;
  Span span;
  std::string name;
  std::string text;
  std::string source;        ///< where a variable was set, when that is no place in a file
  std::uint32_t length = 0;  ///< of the chain from here on
  std::shared_ptr<const Origin> earlier;
};

class Node {
 public:
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Timestamp, Sequence, Mapping>;

  Node();
  explicit Node(bool value);
  explicit Node(std::int64_t value);
  explicit Node(double value);
  explicit Node(std::string value);
  explicit Node(std::string_view value);
  explicit Node(const char* value);
  explicit Node(Timestamp value);
  explicit Node(Sequence value);
  explicit Node(Mapping value);
  Node(const Node& other);
  Node(Node&& other) noexcept;
  Node& operator=(const Node& other);
  Node& operator=(Node&& other) noexcept;
  ~Node();

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(value_.index()); }
  [[nodiscard]] bool is_null() const { return kind() == Kind::null; }
  [[nodiscard]] bool is_string() const { return kind() == Kind::string; }
  [[nodiscard]] bool is_sequence() const { return kind() == Kind::sequence; }
  [[nodiscard]] bool is_mapping() const { return kind() == Kind::mapping; }
  [[nodiscard]] bool is_scalar() const { return !is_sequence() && !is_mapping(); }

  /// The accessors require the matching kind (std::bad_variant_access otherwise).
  [[nodiscard]] bool boolean() const { return std::get<bool>(value_); }
  [[nodiscard]] std::int64_t integer() const { return std::get<std::int64_t>(value_); }
  [[nodiscard]] double floating() const { return std::get<double>(value_); }
  [[nodiscard]] const std::string& string() const { return std::get<std::string>(value_); }
  [[nodiscard]] std::string& string() { return std::get<std::string>(value_); }
  [[nodiscard]] const Sequence& sequence() const { return std::get<Sequence>(value_); }
  [[nodiscard]] Sequence& sequence() { return std::get<Sequence>(value_); }
  [[nodiscard]] const Mapping& mapping() const { return std::get<Mapping>(value_); }
  [[nodiscard]] Mapping& mapping() { return std::get<Mapping>(value_); }

  /// Replaces the value and keeps place, tag, fault and origin.
  void assign(Value value);
  [[nodiscard]] const Value& value() const { return value_; }

  /// The child of a mapping, nullptr when this is none or has no such key.
  [[nodiscard]] const Node* find(std::string_view key) const { return is_mapping() ? mapping().find(key) : nullptr; }
  [[nodiscard]] Node* find(std::string_view key) { return is_mapping() ? mapping().find(key) : nullptr; }

  [[nodiscard]] const Span& span() const { return span_; }
  void set_span(Span span) { span_ = span; }
  [[nodiscard]] Tag tag() const { return tag_; }
  void set_tag(Tag tag) { tag_ = tag; }
  [[nodiscard]] Fault fault() const { return fault_; }
  [[nodiscard]] bool broken() const { return fault_ == Fault::broken; }
  /// Only ever gets worse.
  void set_fault(Fault fault) { fault_ = fault > fault_ ? fault : fault_; }
  [[nodiscard]] Style style() const { return style_; }
  void set_style(Style style) { style_ = style; }
  [[nodiscard]] const std::shared_ptr<const Origin>& origin() const { return origin_; }
  void set_origin(std::shared_ptr<const Origin> origin) { origin_ = std::move(origin); }

  /// Values only: places, tags, faults, styles and origins do not count.
  bool operator==(const Node& other) const;

 private:
  Value value_;
  Span span_;
  Tag tag_ = Tag::none;
  Fault fault_ = Fault::none;
  Style style_ = Style::plain;
  std::shared_ptr<const Origin> origin_;
};

struct Entry {
  std::string key;
  Span key_span;
  Node value;

  bool operator==(const Entry& other) const { return key == other.key && value == other.value; }
};

/// "null", "a boolean", "a number", "a string", "a list", "a mapping": for messages.
std::string_view describe(Kind kind);

}  // namespace berth::yaml
