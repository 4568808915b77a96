#include "compose/history.hpp"

#include <memory>
#include <vector>

#include "yaml/resolve.hpp"

namespace berth::compose::history {
namespace {

using yaml::Node;
using yaml::Origin;
using Chain = std::shared_ptr<const Origin>;
using enum yaml::Origin::Cause;

/// Nobody reads more; and a chain is let go of link by link, each on top of the other.
constexpr std::uint32_t longest_chain = 1000;

Chain linked(Origin link, const Chain& earlier) {
  const auto length = earlier ? earlier->length + 1 : 1;
  if (length > longest_chain) return earlier;
  link.length = length;
  link.earlier = earlier;
  return std::make_shared<const Origin>(std::move(link));
}

void add(Node& node, Origin link) {
  node.set_origin(linked(std::move(link), node.origin()));
}

/// The links of `later` on top of those of `earlier`.
Chain joined(const Chain& later, const Chain& earlier, bool as_merge) {
  std::vector<const Origin*> links;
  for (const auto* link = later.get(); link != nullptr; link = link->earlier.get()) links.push_back(link);
  Chain chain = earlier;
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    Origin copy = **link;
    if (as_merge && copy.cause == written) copy.cause = Origin::Cause::merged;
    chain = linked(std::move(copy), chain);
  }
  return chain;
}

template <typename Action>
void for_all(Node& node, const Action& action) {
  action(node);
  if (node.is_mapping()) {
    for (auto& entry : node.mapping()) for_all(entry.value, action);
  } else if (node.is_sequence()) {
    for (auto& item : node.sequence()) for_all(item, action);
  }
}

/// What a chain of tags and keys leads to.
template <typename AnyNode>
AnyNode* at(AnyNode& tree, const std::vector<std::string>& keys) {
  auto* node = &tree;
  for (const auto& key : keys) {
    if (node != nullptr) node = node->find(key);
  }
  return node;
}

Origin of_variable(const VariableUse& use, const std::optional<Variable>& variable) {
  const bool usable = variable && !(use.or_empty && variable->value.empty());
  const bool goes_in = usable && use.form != VariableForm::replacement;
  Origin link{.cause = unset, .span = use.span, .name = use.name};
  if (goes_in) {
    link.cause = Origin::Cause::variable;
    link.text = variable->value;
  } else if (usable || use.form == VariableForm::fallback) {
    link.cause = usable ? alternative : fallback;
    link.text = use.argument;
  }
  if (variable && (goes_in || !usable)) {  // set and empty: where that is matters, too
    link.span = variable->span;
    link.source = variable->origin;
  }
  return link;
}

/// `around`: of the mapping or list that the node stands in.
Chain chain_for(const Node& node, Made made, const Chain& around) {
  const bool placed = node.span().begin.known();
  if (made == Made::other_forms && placed && around) return around;
  if (made == Made::consequences && placed) {
    return linked({.cause = added, .span = node.span(), .text = "follows from this"}, {});
  }
  if (around && around->cause == added) return around;
  return linked({.cause = added, .text = "the default"}, {});
}

void complete(Node& node, Made made, const Chain& around) {
  if (!node.origin()) node.set_origin(chain_for(node, made, around));
  if (node.is_mapping()) {
    for (auto& entry : node.mapping()) complete(entry.value, made, node.origin());
  } else if (node.is_sequence()) {
    for (auto& item : node.sequence()) complete(item, made, node.origin());
  }
}

}  // namespace

void start(Node& document) {
  for_all(document, [](Node& node) {
    auto text = node.is_scalar() ? yaml::scalar_text(node) : std::string();
    node.set_origin(linked({.cause = written, .span = node.span(), .text = std::move(text)}, {}));
  });
}

void start_env_file(Node& value) {
  value.set_origin(linked({.cause = env_file, .span = value.span(), .text = yaml::scalar_text(value)}, {}));
}

void replaced(Node& later, const Node& earlier) {
  if (later.origin()) later.set_origin(joined(later.origin(), earlier.origin(), false));
}

void appended(yaml::Sequence& items, const Node& base) {
  for (auto& item : items) {
    if (item.origin()) add(item, {.cause = Origin::Cause::appended, .span = base.span()});
  }
}

void merged(Node& base, const Node& over) {
  if (base.origin()) base.set_origin(joined(over.origin(), base.origin(), true));
}

void removed(const Node& earlier, const ResetPaths& paths, Node& later, const std::vector<std::string>& around,
             std::vector<Removal>& removals) {
  if (!later.origin()) return;
  for (const auto& path : paths) {
    const auto* gone = at(earlier, path.keys);
    if (gone == nullptr || !gone->origin()) continue;
    if (auto* now = at(later, path.keys)) {
      replaced(*now, *gone);
      continue;
    }
    auto keys = around;
    keys.insert(keys.end(), path.keys.begin(), path.keys.end());
    removals.push_back({std::move(keys), path.place, gone->span()});
  }
}

void interpolated(Node& node, std::span<const VariableUse> uses, const VariableLookup& lookup) {
  if (!node.origin()) return;
  for (const auto& use : uses) {
    if (use.evaluated) add(node, of_variable(use, lookup ? lookup(use.name) : std::nullopt));
  }
}

void filled(Node& node, std::string_view name, const Variable& variable) {
  if (!node.origin()) return;
  add(node, {.cause = Origin::Cause::variable,
             .span = variable.span,
             .name = std::string(name),
             .text = variable.value,
             .source = variable.origin});
}

void extended(Node& service, const std::string& name, Span place) {
  if (!service.origin()) return;
  for_all(service, [&](Node& node) { add(node, {.cause = Origin::Cause::extended, .span = place, .name = name}); });
}

void included(Node& model, const std::string& name, Span place) {
  for_all(model, [&](Node& node) {
    if (node.origin()) add(node, {.cause = Origin::Cause::included, .span = place, .name = name});
  });
}

void complete(Node& tree, Made made) {
  complete(tree, made, {});
}

}  // namespace berth::compose::history
