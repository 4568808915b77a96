#include "compose/redact.hpp"

#include <algorithm>

#include "base/quote.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/interpolate.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {
namespace {

using yaml::Node;
using yaml::Origin;

bool comes_from_secret(const Node& node) {
  for (const auto* link = node.origin().get(); link != nullptr; link = link->earlier.get()) {
    const bool goes_in = link->cause == Origin::Cause::variable || link->cause == Origin::Cause::fallback;
    if (goes_in && !link->text.empty() && looks_secret(link->name)) return true;
  }
  return false;
}

/// `--api-key=…` and API_KEY=…
bool names_secret(std::string_view text) {
  const auto name = text.substr(0, text.find('='));
  return name.size() < text.size() && name.find(' ') == std::string_view::npos && looks_secret(name);
}

/// `--password`, whose value is the next word.
bool announces_secret(const Node& word) {
  if (!word.is_string() || !word.string().starts_with('-')) return false;
  return word.string().find('=') == std::string::npos && looks_secret(word.string());
}

/// Where a walk stands: what describes the value, and whether its name tells that it is a secret.
struct Spot {
  const AttributeNode* described = &attribute_tree();
  bool secret = false;

  [[nodiscard]] Spot below(const std::string& key) const {
    if (described == nullptr) return {nullptr, looks_secret(key)};
    const auto* child = described->child(key);
    const bool own_name = child == nullptr || child == described->any_key();
    const bool content = child != nullptr && child->attribute().path == "configs.*.content";
    return {child, content || (own_name && looks_secret(key))};
  }
  [[nodiscard]] Spot item(const yaml::Sequence& items, std::size_t index) const {
    const bool told = secret || (index > 0 && announces_secret(items[index - 1]));
    return {described == nullptr ? nullptr : described->item(), told};
  }
};

class Redactor {
 public:
  /// `interpolated`: no variables are left in the texts.
  explicit Redactor(bool interpolated) : interpolated_(interpolated) {}

  void visit(Node& node, const Spot& spot) const {
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) visit(entry.value, spot.below(entry.key));
    } else if (node.is_sequence()) {
      items(node.sequence(), spot);
    } else if (!node.is_null()) {
      scalar(node, spot);
    }
  }

 private:
  void items(yaml::Sequence& items, const Spot& spot) const {
    for (auto index = items.size(); index-- > 0;) visit(items[index], spot.item(items, index));
  }

  void scalar(Node& node, const Spot& spot) const {
    const auto text = yaml::scalar_text(node);
    if (text.empty()) return;
    if (!interpolated_ && names_secret(text)) {  // KEY=VALUE, as lists have it until types are bound
      const auto name = text.substr(0, text.find('='));
      node.assign(name + "=" + without_secret(text.substr(name.size() + 1)));
    } else if (spot.secret || comes_from_secret(node) || holds_secret(text) || names_secret(text)) {
      node.assign(interpolated_ ? std::string(hidden_value) : without_secret(text));
    }
  }

  bool interpolated_;
};

}  // namespace

Node redacted(const Node& tree, const std::vector<PathStep>& path) {
  Spot spot;
  const auto* node = &tree;
  for (const auto& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      spot = spot.below(*key);
      node = node->find(*key);
    } else {
      const auto index = std::get<std::size_t>(step);
      spot = spot.item(node->sequence(), index);
      node = &node->sequence().at(index);
    }
  }
  Node copy = *node;
  Redactor(true).visit(copy, spot);
  return copy;
}

void redact(LoadResult& result) {
  Redactor(true).visit(result.bound, {});
  Redactor(false).visit(result.model, {});
  auto& environment = result.location.environment;
  const auto variables = environment.all();
  for (const auto& [name, variable] : variables) {
    if (variable.value.empty() || !(looks_secret(name) || holds_secret(variable.value))) continue;
    environment.set(name, {std::string(hidden_value), variable.origin, variable.span});
  }
}

namespace {

/// Of a path such as services.web.environment.DB_PASSWORD.
bool leads_to_secret(std::string_view path) {
  return std::ranges::any_of(split(path, '.'),
                             [](std::string_view step) { return key_names_secret(step.substr(0, step.find('['))); });
}

std::string without_quotes(std::string_view text) {
  std::string out;
  for (;;) {
    const auto begin = text.find('"');
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    out += hidden_value;
    const auto end = text.find('"', begin + 1);
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Diagnostic without_secrets(Diagnostic problem, const SourceFiles& files) {
  const bool secret = leads_to_secret(problem.path) || files.role(problem.span.begin.file) == FileRole::values;
  if (secret && problem.code == Code("unset-variable")) {
    problem.message = "a variable in the value is not set, so it counts as empty";
    problem.hint = "write $$ for a dollar sign, or set the variable";
  }
  problem.message = mask_secrets(secret ? without_quotes(problem.message) : problem.message);
  problem.hint = mask_secrets(secret ? without_quotes(problem.hint) : problem.hint);
  return problem;
}

std::string without_secret(std::string_view text) {
  const auto uses = find_variables(text);
  const bool only = !uses.empty() && uses.front().offset == 0 && uses.front().length == text.size();
  if (!only) return text.empty() ? std::string() : std::string(hidden_value);
  const auto& argument = uses.front().argument;
  if (argument.empty()) return std::string(text);
  return std::string(text.substr(0, text.size() - argument.size() - 1)) + std::string(hidden_value) + "}";
}

}  // namespace berth::compose
