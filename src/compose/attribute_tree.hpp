// The rows of compose/attributes.hpp as a tree, for walking beside a YAML tree.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compose/attributes.hpp"

namespace berth::compose {

class AttributeNode {
 public:
  struct Child {
    std::string_view key;
    const AttributeNode* node;
  };

  [[nodiscard]] const Attribute& attribute() const { return *attribute_; }
  [[nodiscard]] Type type() const { return attribute_->type; }

  /// What describes the value of this key: its own row, the row for any key, or nullptr (an unknown attribute, x-).
  [[nodiscard]] const AttributeNode* child(std::string_view key) const;
  /// What describes the items of a list; nullptr when lists are not described.
  [[nodiscard]] const AttributeNode* item() const { return item_; }
  [[nodiscard]] const AttributeNode* any_key() const { return any_key_; }
  /// Named attributes in the order of the rows.
  [[nodiscard]] std::span<const Child> children() const { return children_; }

 private:
  friend class AttributeTreeBuilder;
  const Attribute* attribute_ = nullptr;
  std::vector<Child> children_;
  std::unordered_map<std::string_view, const AttributeNode*> by_key_;
  const AttributeNode* any_key_ = nullptr;
  const AttributeNode* item_ = nullptr;
};

/// The root, made once.
const AttributeNode& attribute_tree();

/// The node for a path such as {"services", "web", "ports", "[]", "target"}; nullptr when nothing describes it.
const AttributeNode* find_attribute(TreePath path);

/// The cast of variables by attribute, for interpolate().
Cast cast_of(TreePath path);

}  // namespace berth::compose
