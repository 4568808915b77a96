#include "compose/present.hpp"

#include <algorithm>

#include "compose/key_order.hpp"

namespace berth::compose {

namespace {

using yaml::Kind;
using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

std::vector<const yaml::Entry*> by_key(const Mapping& mapping, Format format) {
  std::vector<const yaml::Entry*> entries;
  for (const auto& entry : mapping) entries.push_back(&entry);
  // A merge sort: it stays within bounds for whatever names a file brings.
  std::ranges::stable_sort(entries, [format](const auto* a, const auto* b) {
    return format == Format::json ? a->key < b->key : natural_before(a->key, b->key);
  });
  return entries;
}

bool is_zero(const Node& node, Type type) {
  switch (node.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return !node.boolean();
    case Kind::integer: return node.integer() == 0;
    case Kind::floating: return node.floating() == 0;
    case Kind::string:
      return node.string().empty() || (type == Type::bytes && node.string() == "0") ||
             (type == Type::duration && node.string() == "0s");
    case Kind::timestamp: return false;
    case Kind::sequence: return node.sequence().empty();
    case Kind::mapping: return node.mapping().empty();
  }
  return false;
}

class Presenter {
 public:
  explicit Presenter(Format format) : format_(format) {}

  Node visit(const Node& node, const AttributeNode& described) const {
    if (node.is_mapping()) {
      if (described.type() == Type::object || described.type() == Type::ulimit) return object(node, described);
      return dictionary(node, described);
    }
    if (node.is_sequence()) return list(node, described);
    return node;
  }

 private:
  struct Given {
    const AttributeNode* described;
    const yaml::Entry* entry;
  };

  /// The few attributes that a file gives, of the hundred that there are: so that each of these is not looked up.
  static std::vector<Given> given_children(const Mapping& mapping, const AttributeNode& described) {
    std::vector<Given> given;
    given.reserve(mapping.size());
    for (const auto& entry : mapping) {
      const auto* child = described.child(entry.key);
      if (child != nullptr && child != described.any_key()) given.push_back({child, &entry});
    }
    return given;
  }

  Node object(const Node& node, const AttributeNode& described) const {
    Mapping result;
    const auto given = given_children(node.mapping(), described);
    for (const auto& child : described.children()) {
      const auto is_given = [&child](const Given& one) {
        return one.described == child.node && one.entry->key == child.key;
      };
      const auto found = std::ranges::find_if(given, is_given);
      add(found == given.end() ? nullptr : &found->entry->value, child, result);
    }
    if (format_ == Format::json && !described.attribute().path.empty()) return Node(std::move(result));
    for (const auto* entry : by_key(node.mapping(), format_)) {
      if (entry->key.starts_with("x-") && described.child(entry->key) == nullptr) {
        result.set(entry->key, sorted(entry->value, format_));
      }
    }
    return Node(std::move(result));
  }

  void add(const Node* value, const AttributeNode::Child& child, Mapping& result) const {
    const auto& attribute = child.node->attribute();
    const bool json = format_ == Format::json;
    const bool forced = json && attribute.output == Output::always_in_json;
    if (value == nullptr && !forced) return;
    const std::string key(json && !attribute.json_name.empty() ? attribute.json_name : child.key);
    if (value == nullptr || value->is_null()) {
      if (forced) result.set(key, attribute.type == Type::object ? object(Node(Mapping{}), *child.node) : Node());
      return;
    }
    Node shown = visit(*value, *child.node);
    if (forced || is_shown(shown, attribute)) result.set(key, std::move(shown));
  }

  static bool is_shown(const Node& node, const Attribute& attribute) {
    switch (attribute.output) {
      case Output::when_present: return true;
      case Output::unless_true: return node.kind() == Kind::boolean && !node.boolean();
      case Output::always_in_json: return attribute.type == Type::words || !is_zero(node, attribute.type);
      case Output::when_filled: break;
    }
    return attribute.type == Type::object || !is_zero(node, attribute.type);
  }

  Node dictionary(const Node& node, const AttributeNode& described) const {
    Mapping result;
    for (const auto* entry : by_key(node.mapping(), format_)) {
      const auto* child = described.child(entry->key);
      result.set(entry->key, child == nullptr ? sorted(entry->value, format_) : visit(entry->value, *child));
    }
    return Node(std::move(result));
  }

  Node list(const Node& node, const AttributeNode& described) const {
    Sequence result;
    for (const auto& item : node.sequence()) {
      result.push_back(described.item() == nullptr ? sorted(item, format_) : visit(item, *described.item()));
    }
    return Node(std::move(result));
  }

  Format format_;
};

}  // namespace

Node present(const Node& node, const AttributeNode& described, Format format) {
  return Presenter(format).visit(node, described);
}

Node sorted(const Node& node, Format format) {
  if (node.is_mapping()) {
    Mapping result;
    for (const auto* entry : by_key(node.mapping(), format)) {
      result.set(entry->key, sorted(entry->value, format));
    }
    return Node(std::move(result));
  }
  if (node.is_sequence()) {
    Sequence result;
    for (const auto& item : node.sequence()) result.push_back(sorted(item, format));
    return Node(std::move(result));
  }
  return node;
}

}  // namespace berth::compose
