#include "compose/canonical.hpp"

#include <fmt/format.h>

#include "compose/attribute_tree.hpp"
#include "compose/paths.hpp"
#include "compose/place.hpp"
#include "compose/port_syntax.hpp"
#include "compose/report.hpp"
#include "compose/volume_syntax.hpp"
#include "yaml/resolve.hpp"
#include "yaml/weight.hpp"

namespace berth::compose {

namespace {

using yaml::Mapping;
using yaml::Node;
using yaml::Sequence;

/// Builds a mapping whose values all stand where the short form stood.
class LongForm {
 public:
  explicit LongForm(const Node& short_form) : span_(short_form.span()), origin_(short_form.origin()) {}

  LongForm& text(std::string key, std::string value) {
    return value.empty() ? *this : set(std::move(key), Node(std::move(value)));
  }
  LongForm& flag(std::string key, bool value) { return value ? set(std::move(key), Node(true)) : *this; }
  LongForm& set(std::string key, Node value) {
    value.set_span(span_);
    value.set_origin(origin_);
    mapping_.set(std::move(key), std::move(value), span_);
    return *this;
  }

  [[nodiscard]] Node take() {
    Node node(std::move(mapping_));
    node.set_span(span_);
    node.set_origin(origin_);
    return node;
  }

 private:
  Span span_;
  std::shared_ptr<const yaml::Origin> origin_;
  Mapping mapping_;
};

Node long_port(const PortMapping& port, const Node& short_form) {
  return LongForm(short_form)
      .text("mode", port.mode)
      .text("host_ip", port.host_ip)
      .set("target", Node(std::int64_t{port.target}))
      .text("published", port.published)
      .text("protocol", port.protocol)
      .take();
}

Node bind_options(const VolumeMount& mount, const Node& short_form) {
  return LongForm(short_form)
      .text("selinux", mount.selinux)
      .text("propagation", mount.propagation)
      .flag("create_host_path", mount.create_host_path)
      .take();
}

Node long_mount(const VolumeMount& mount, const Node& short_form) {
  const bool bind = mount.type == VolumeMount::Type::bind;
  LongForm form(short_form);
  form.text("type", bind ? "bind" : "volume")
      .text("source", mount.source)
      .text("target", mount.target.empty() ? "" : clean_path(mount.target))
      .flag("read_only", mount.read_only);
  if (bind || !mount.selinux.empty() || !mount.propagation.empty()) form.set("bind", bind_options(mount, short_form));
  if (!bind && mount.has_options) {
    form.set("volume", LongForm(short_form).flag("nocopy", mount.no_copy).take());
  }
  return form.take();
}

class Canonicalizer {
 public:
  Canonicalizer(const CanonicalOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics) {}

  void visit(Node& node, const AttributeNode& attribute, const Place& place) {
    if (node.broken()) return;
    rewrite(node, attribute.attribute().canonical, place);
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) {
        if (const auto* child = attribute.child(entry.key)) visit(entry.value, *child, Place(place, entry.key));
      }
    } else if (node.is_sequence() && attribute.item() != nullptr) {
      std::size_t index = 0;
      for (auto& item : node.sequence()) visit(item, *attribute.item(), Place(place, index++));
    }
  }

 private:
  void rewrite(Node& node, Canonical canonical, const Place& place) {
    switch (canonical) {
      case Canonical::none: return;
      case Canonical::build: return build_to_mapping(node);
      case Canonical::dependencies: return dependencies(node);
      case Canonical::env_files: return env_files(node);
      case Canonical::extends: return text_to(node, "service");
      case Canonical::include: return text_to(node, "path");
      case Canonical::file_reference: return text_to(node, "source");
      case Canonical::gpus: return gpus(node);
      case Canonical::names: return names_to_mapping(node);
      case Canonical::text_list: return text_list(node);
      case Canonical::mount: return mount(node, place);
      case Canonical::device: return device(node, place);
      case Canonical::ports: return ports(node, place);
      case Canonical::ulimit: return ulimit(node);
      case Canonical::key_values: return key_values(node, place);
      case Canonical::ssh: return ssh(node, place);
      case Canonical::text_or_flag: return;
      case Canonical::external: return external(node, place);
    }
  }

  static void text_to(Node& node, const char* key) {
    if (node.is_string()) node = LongForm(node).set(key, Node(node.string())).take();
  }

  static void text_list(Node& node) {
    if (!node.is_string()) return;
    Node item = node;
    node.assign(Sequence{std::move(item)});
  }

  static void dependencies(Node& node) {
    names_to_dependencies(node);
    if (!node.is_mapping()) return;
    for (auto& entry : node.mapping()) {
      if (entry.value.is_mapping() && entry.value.find("required") == nullptr) {
        entry.value.mapping().set("required", Node(true));
      }
    }
  }

  static void env_files(Node& node) {
    text_list(node);
    if (!node.is_sequence()) return;
    for (auto& item : node.sequence()) {
      text_to(item, "path");
      if (item.is_mapping() && item.find("required") == nullptr) item.mapping().set("required", Node(true));
    }
  }

  static void gpus(Node& node) {
    if (!node.is_string()) return;
    Node all = LongForm(node).set("count", Node(node.string())).take();
    node.assign(Sequence{std::move(all)});
  }

  static void ulimit(Node& node) {
    if (!node.is_scalar() || node.is_null()) return;
    Node single = node;
    node = LongForm(node).set("single", std::move(single)).take();
  }

  void report(Code code, Node& node, const Place& place, const Problem& problem) {
    if (options_.keep_unreadable) return;
    refuse(node, code, place.text(), problem.message, problem.hint, diagnostics_);
  }

  void mount(Node& node, const Place& place) {
    if (!node.is_string()) return;
    if (const auto parsed = parse_volume(node.string())) {
      node = long_mount(*parsed, node);
    } else {
      report("invalid-mount", node, place, parsed.problem());
    }
  }

  void device(Node& node, const Place& place) {
    if (!node.is_string()) return;
    if (const auto parsed = parse_device(node.string())) {
      node = LongForm(node)
                 .set("source", Node(parsed->source))
                 .set("target", Node(parsed->target))
                 .set("permissions", Node(parsed->permissions))
                 .take();
    } else {
      report("invalid-device", node, place, parsed.problem());
    }
  }

  /// One text may become several ports, so the list is rewritten as a whole. What cannot be read stays as it is; texts
  /// with variables keep all the others as they are, too.
  void ports(Node& node, const Place& place) {
    if (!node.is_sequence()) return;
    Sequence all;
    bool readable = true;
    for (std::size_t i = 0; i < node.sequence().size(); ++i) {
      readable = add_ports(node.sequence()[i], Place(place, i), all) && readable;
    }
    if (readable || !options_.keep_unreadable) node.assign(std::move(all));
  }

  bool add_ports(Node& item, const Place& place, Sequence& all) {
    const bool simple = item.kind() == yaml::Kind::integer || item.is_string();
    if (!simple && !item.is_mapping() && !item.broken()) {
      report("invalid-type", item, place, {.message = "a port must be a whole number or text"});
    }
    if (!simple || item.broken()) {
      all.push_back(item);
      return item.is_mapping();
    }
    const auto parsed = parse_port(yaml::scalar_text(item));
    if (!parsed) {
      report("invalid-port", item, place, parsed.problem());
      all.push_back(item);
      return false;
    }
    for (const auto& port : *parsed) all.push_back(long_port(port, item));
    return true;
  }

  void key_values(Node& node, const Place& place) {
    if (!node.is_sequence()) return;
    Mapping mapping;
    std::size_t index = 0;
    bool readable = true;
    for (auto& item : node.sequence()) {
      const Place here(place, index++);
      if (!item.is_string()) return;
      const auto& text = item.string();
      const auto equals = text.find('=');
      if (equals == std::string::npos) {
        readable = false;
        report("invalid-value", item, here,
               {.message = fmt::format("\"{}\" is not NAME=VALUE", text), .hint = "write it with an equals sign"});
        continue;
      }
      Node value(text.substr(equals + 1));
      value.set_span(item.span());
      value.set_origin(item.origin());
      mapping.set(text.substr(0, equals), std::move(value), item.span());
    }
    if (readable) node.assign(std::move(mapping));
  }

  void ssh(Node& node, const Place& place) {
    if (!node.is_sequence()) return;
    Mapping mapping;
    for (auto& item : node.sequence()) {
      if (!item.is_string()) return;
      const auto& text = item.string();
      const auto equals = text.find('=');
      if (equals == std::string::npos && text != "default") {
        report("invalid-value", item, place,
               {.message = fmt::format("invalid ssh key \"{}\"", text),
                .hint = "write ID=PATH, or \"default\" for the agent"});
        return;
      }
      Node value;
      if (equals != std::string::npos) value.assign(text.substr(equals + 1));
      value.set_span(item.span());
      value.set_origin(item.origin());
      mapping.set(text.substr(0, equals), std::move(value), item.span());
    }
    node.assign(std::move(mapping));
  }

  /// `external: {name: x}` is an old form of `external: true` with `name: x`.
  void external(Node& node, const Place& place) {
    auto* external = node.find("external");
    if (external == nullptr || !external->is_mapping()) return;
    const auto* inner = external->find("name");
    const auto* outer = node.find("name");
    if (inner != nullptr && outer != nullptr && *inner != *outer) {
      compose::report(*inner, "external-name", place.text(), "\"name\" and \"external.name\" differ",
                      "use only \"name\" with \"external: true\"", diagnostics_);
    }
    const auto name = inner == nullptr ? std::nullopt : std::optional<Node>(*inner);
    external->assign(true);
    if (name && outer == nullptr) node.mapping().set("name", *name, name->span());
  }

  const CanonicalOptions& options_;
  Diagnostics& diagnostics_;
};

}  // namespace

void names_to_mapping(Node& node) {
  if (!node.is_sequence()) return;
  Mapping mapping;
  for (const auto& item : node.sequence()) {
    if (item.broken()) node.set_fault(yaml::Fault::incomplete);
    if (item.broken()) continue;
    if (!item.is_string()) return;
    Node nothing;
    nothing.set_span(item.span());
    nothing.set_origin(item.origin());
    mapping.set(item.string(), std::move(nothing), item.span());
  }
  node.assign(std::move(mapping));
}

void names_to_dependencies(Node& node) {
  if (!node.is_sequence()) return;
  Mapping mapping;
  for (const auto& item : node.sequence()) {
    if (item.broken()) node.set_fault(yaml::Fault::incomplete);
    if (item.broken()) continue;
    if (!item.is_string()) return;
    mapping.set(item.string(), LongForm(item).text("condition", "service_started").set("required", Node(true)).take(),
                item.span());
  }
  node.assign(std::move(mapping));
}

void build_to_mapping(Node& node) {
  if (node.is_string()) node = LongForm(node).set("context", Node(node.string())).take();
}

void charge_port_ranges(const Node& tree, Budget& budget) {
  const auto* services = tree.find("services");
  if (services == nullptr || !services->is_mapping()) return;
  const PortMapping example{.host_ip = "127.0.0.1", .target = 1, .published = "1"};
  const auto weight = yaml::weight(long_port(example, {}));
  for (const auto& [name, span, service] : services->mapping()) {
    const auto* ports = service.find("ports");
    if (ports == nullptr || !ports->is_sequence()) continue;
    for (const auto& item : ports->sequence()) {
      if (!item.is_string()) continue;
      const auto count = count_ports(item.string());
      if (count > 1) budget.take_values(count * weight, item.span(), fmt::format("services.{}.ports", name));
    }
  }
}

void make_canonical(Node& tree, const CanonicalOptions& options, Diagnostics& diagnostics) {
  Canonicalizer(options, diagnostics).visit(tree, attribute_tree(), Place());
}

}  // namespace berth::compose
