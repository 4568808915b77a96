#include "compose/merge.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "compose/canonical.hpp"
#include "compose/history.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

Node key_value_item(const std::string& key, const Node& value, Span key_span) {
  Node item(value.is_null() ? key : key + "=" + yaml::scalar_text(value));
  item.set_span(value.span().begin.known() ? value.span() : key_span);
  item.set_origin(value.origin());
  item.set_fault(value.fault());
  return item;
}

/// One of the two was told to be wrong: what is left of them.
void merge_broken(Node& base, Node over) {
  if (base.broken()) {
    base = std::move(over);
    base.set_fault(yaml::Fault::incomplete);
  } else {
    base.set_fault(base.is_scalar() ? yaml::Fault::broken : yaml::Fault::incomplete);
  }
}

class Merger {
 public:
  explicit Merger(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void merge(Node& base, Node over, const AttributeNode* attribute, const Place& place) {
    const auto rule = attribute == nullptr ? Merge::natural : attribute->attribute().merge;
    if (base.broken() || over.broken()) return merge_broken(base, std::move(over));
    if (over.is_null() && rule != Merge::replace) return;
    base.set_fault(over.fault());
    const bool pairs_only = attribute != nullptr && (attribute->attribute().accepts & accept::text) == 0;
    switch (rule) {
      case Merge::replace: return replace(base, std::move(over));
      case Merge::as_list:
        if (pairs_only && over.is_scalar() && !base.is_scalar())
          return natural(base, std::move(over), attribute, place);
        return append(base, std::move(over), false);
      case Merge::as_hosts: return append(base, std::move(over), true);
      case Merge::as_mapping:
        names_to_mapping(base);
        names_to_mapping(over);
        return natural(base, std::move(over), attribute, place);
      case Merge::dependencies:
        names_to_dependencies(base);
        names_to_dependencies(over);
        return natural(base, std::move(over), attribute, place);
      case Merge::build:
        build_to_mapping(base);
        build_to_mapping(over);
        return natural(base, std::move(over), attribute, place);
      case Merge::logging: return logging(base, std::move(over), attribute, place);
      case Merge::ipam_pools: return ipam_pools(base, std::move(over), attribute, place);
      case Merge::natural: return natural(base, std::move(over), attribute, place);
    }
  }

 private:
  static void replace(Node& base, Node over) {
    history::replaced(over, base);
    base = std::move(over);
  }

  void natural(Node& base, Node over, const AttributeNode* attribute, const Place& place) {
    if (base.kind() == over.kind() && !base.is_scalar()) history::merged(base, over);
    if (base.is_mapping() && over.is_mapping()) return mappings(base.mapping(), over.mapping(), attribute, place);
    if (base.is_sequence() && over.is_sequence()) {
      history::appended(over.sequence(), base);
      return sequences(base.sequence(), std::move(over.sequence()));
    }
    if (base.is_scalar()) return replace(base, std::move(over));
    diagnostics_.add({.code = "merge-conflict",
                      .span = over.span(),
                      .path = place.text(),
                      .message = fmt::format("{} cannot be merged over {}", yaml::describe(over.kind()),
                                             yaml::describe(base.kind())),
                      .hint = "write it in the same form, or replace the earlier value with !override",
                      .notes = {{base.span(), "the earlier value"}}});
    base.set_fault(yaml::Fault::broken);
  }

  void mappings(Mapping& base, Mapping& over, const AttributeNode* attribute, const Place& place) {
    for (auto& entry : over) {
      if (auto* earlier = base.find(entry.key)) {
        merge(*earlier, std::move(entry.value), attribute == nullptr ? nullptr : attribute->child(entry.key),
              Place(place, entry.key));
      } else {
        base.set(entry.key, std::move(entry.value), entry.key_span);
      }
    }
  }

  static void sequences(Sequence& base, Sequence over) {
    base.insert(base.end(), std::make_move_iterator(over.begin()), std::make_move_iterator(over.end()));
  }

  static void append(Node& base, Node over, bool without_repetitions) {
    history::merged(base, over);
    auto items = key_value_list(base);
    auto added = key_value_list(over);
    history::appended(added, base);
    sequences(items, std::move(added));
    if (without_repetitions) {
      std::unordered_set<std::string> seen;
      std::erase_if(items, [&](const Node& item) { return item.is_string() && !seen.insert(item.string()).second; });
    }
    base.assign(std::move(items));
  }

  void logging(Node& base, Node over, const AttributeNode* attribute, const Place& place) {
    const auto* before = base.find("driver");
    const auto* after = over.find("driver");
    if (before == nullptr || after == nullptr || *before == *after) {
      return natural(base, std::move(over), attribute, place);
    }
    replace(base, std::move(over));
  }

  void ipam_pools(Node& base, Node over, const AttributeNode* attribute, const Place& place) {
    if (!base.is_sequence() || !over.is_sequence()) return natural(base, std::move(over), attribute, place);
    history::merged(base, over);
    auto& pools = base.sequence();
    for (auto& pool : over.sequence()) {
      const auto* subnet = pool.find("subnet");
      const auto same = std::ranges::find_if(pools, [&](const Node& earlier) {
        const auto* other = earlier.find("subnet");
        return subnet != nullptr && other != nullptr && *other == *subnet;
      });
      if (same == pools.end()) {
        pools.push_back(std::move(pool));
      } else {
        natural(*same, std::move(pool), attribute == nullptr ? nullptr : attribute->item(), place);
      }
    }
  }

  Diagnostics& diagnostics_;
};

}  // namespace

Sequence key_value_list(const Node& value) {
  if (value.is_sequence()) return value.sequence();
  if (!value.is_mapping()) return value.is_null() ? Sequence{} : Sequence{value};
  std::vector<const yaml::Entry*> entries;
  for (const auto& entry : value.mapping()) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const auto* entry) -> const std::string& { return entry->key; });
  Sequence items;
  for (const auto* entry : entries) {
    if (entry->value.is_sequence()) {
      for (const auto& item : entry->value.sequence())
        items.push_back(key_value_item(entry->key, item, entry->key_span));
    } else if (entry->value.is_scalar()) {
      items.push_back(key_value_item(entry->key, entry->value, entry->key_span));
    } else {
      items.push_back(entry->value);  // invalid: the validation names it
    }
  }
  return items;
}

void merge(Node& base, Node over, const AttributeNode* attribute, const Place& place, Diagnostics& diagnostics) {
  Merger(diagnostics).merge(base, std::move(over), attribute, place);
}

}  // namespace berth::compose
