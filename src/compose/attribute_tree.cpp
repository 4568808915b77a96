#include "compose/attribute_tree.hpp"

#include <deque>
#include <map>
#include <string>

#include "base/text.hpp"

namespace berth::compose {

namespace {

// What lists and mappings of plain values hold, so that the table needs no rows for them.
constexpr Attribute text_item = {.path = "[]", .accepts = accept::text, .type = Type::text};
constexpr Attribute scalar_value = {.path = "*",
                                    .accepts = accept::quantity | accept::boolean | accept::null,
                                    .type = Type::text,
                                    .output = Output::when_present};
constexpr Attribute host_value = {.path = "*", .accepts = accept::text_or_list, .type = Type::text};

bool holds_pairs(Type type) {
  return type == Type::text_map || type == Type::nullable_map || type == Type::ssh_keys;
}

bool holds_text(Type type) {
  return type == Type::text_list || type == Type::words || type == Type::health_test || holds_pairs(type) ||
         type == Type::hosts;
}

}  // namespace

const AttributeNode* AttributeNode::child(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found != by_key_.end() ? found->second : any_key_;
}

/// Makes the tree in three passes: rows, shared children (`like`), implied children.
class AttributeTreeBuilder {
 public:
  AttributeTreeBuilder() {
    for (const auto part : attributes()) {
      for (const auto& row : part) add(row);
    }
    for (auto& [path, node] : by_path_) imply(*node);
    for (const auto& [node, like] : shared_) share(*node, *by_path_.at(like));
  }

  [[nodiscard]] const AttributeNode& root() const { return *by_path_.at(""); }

 private:
  void add(const Attribute& row) {
    auto& node = nodes_.emplace_back();
    node.attribute_ = &row;
    by_path_[row.path] = &node;
    if (!row.like.empty()) shared_.emplace_back(&node, row.like);
    if (!row.path.empty()) attach(row.path, node);
  }

  void attach(std::string_view path, const AttributeNode& node) {
    if (path.ends_with("[]")) {
      by_path_.at(path.substr(0, path.size() - 2))->item_ = &node;
      return;
    }
    const auto dot = path.rfind('.');
    auto& parent = *by_path_.at(dot == std::string_view::npos ? "" : path.substr(0, dot));
    add_child(parent, dot == std::string_view::npos ? path : path.substr(dot + 1), node);
  }

  static void add_child(AttributeNode& parent, std::string_view key, const AttributeNode& node) {
    if (key == "*") {
      parent.any_key_ = &node;
    } else if (parent.by_key_.emplace(key, &node).second) {
      parent.children_.push_back({key, &node});
    }
  }

  void imply(AttributeNode& node) {
    const auto type = node.type();
    if (holds_text(type) && node.item_ == nullptr) node.item_ = &implied(text_item);
    if (holds_pairs(type) && node.any_key_ == nullptr) node.any_key_ = &implied(scalar_value);
    if (type == Type::hosts) {
      auto& value = implied(host_value);
      value.item_ = &implied(text_item);
      node.any_key_ = &value;
    }
  }

  AttributeNode& implied(const Attribute& row) {
    auto& node = nodes_.emplace_back();
    node.attribute_ = &row;
    return node;
  }

  static void share(AttributeNode& node, const AttributeNode& like) {
    auto own = std::move(node.children_);
    node.children_ = like.children_;
    for (const auto& child : node.children_) node.by_key_.emplace(child.key, child.node);
    node.children_.insert(node.children_.end(), own.begin(), own.end());
  }

  std::deque<AttributeNode> nodes_;
  std::map<std::string_view, AttributeNode*> by_path_;
  std::vector<std::pair<AttributeNode*, std::string_view>> shared_;
};

const AttributeNode& attribute_tree() {
  static const AttributeTreeBuilder tree;  // constant data, made when a file is first read
  return tree.root();
}

const AttributeNode* find_attribute(TreePath path) {
  const auto* node = &attribute_tree();
  for (const auto part : path) {
    node = part == "[]" ? node->item() : node->child(part);
    if (node == nullptr) return nullptr;
  }
  return node;
}

Cast cast_of(TreePath path) {
  const auto* node = find_attribute(path);
  return node == nullptr ? Cast::text : node->attribute().cast;
}

}  // namespace berth::compose
