#include "plan/graph.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace berth::plan {
namespace {

/// Of several changes of one resource the one that people want to see.
int weight(ChangeKind change) {
  switch (change) {
    case ChangeKind::recreate: return 9;
    case ChangeKind::create: return 8;
    case ChangeKind::remove: return 7;
    case ChangeKind::reconnect: return 6;
    case ChangeKind::restart: return 5;
    case ChangeKind::start: return 4;
    case ChangeKind::kill:
    case ChangeKind::pause:
    case ChangeKind::unpause:
    case ChangeKind::stop: return 3;
    case ChangeKind::build:
    case ChangeKind::push:
    case ChangeKind::pull: return 2;
    case ChangeKind::run:
    case ChangeKind::wait: return 1;
    case ChangeKind::kept:
    case ChangeKind::up_to_date: break;
  }
  return 0;
}

ChangeKind strongest(const Plan& plan, const auto& concerns) {
  auto found = ChangeKind::up_to_date;
  for (const auto& change : plan.changes) {
    if (concerns(change.resource) && weight(change.kind) > weight(found)) found = change.kind;
  }
  return found;
}

ChangeKind change_of_service(const Plan& plan, const std::string& name) {
  // That others wait for it is no change of it.
  return strongest(plan, [&](const Resource& resource) {
    return resource.service == name && resource.kind != ResourceKind::service;
  });
}

ChangeKind change_of(const Plan& plan, ResourceKind kind, const std::string& name) {
  return strongest(plan, [&](const Resource& resource) { return resource.kind == kind && resource.name == name; });
}

std::string about_service(const compose::Project& project, const compose::Service& service) {
  const auto image = compose::image_name(project, service);
  const auto count = compose::replicas(service);
  return count == 1 ? image : fmt::format("{} ×{}", image, count);
}

std::string label_of(const compose::Dependency& dependency) {
  using compose::DependencyCondition;
  std::string label = dependency.condition == DependencyCondition::healthy                  ? "healthy"
                      : dependency.condition == DependencyCondition::completed_successfully ? "completed"
                                                                                            : "started";
  if (dependency.restart) label += ", restart";
  return label;
}

class Maker {
 public:
  Maker(const compose::Project& project, const Plan& plan) : project_(project), plan_(plan) {}

  Graph make() {
    graph_.title = fmt::format("{} of {}", plan_.command, project_.name);
    for (const auto& [name, service] : project_.services) {
      add(ResourceKind::service, name, about_service(project_, service), change_of_service(plan_, name));
    }
    for (const auto& [key, network] : project_.networks) {
      add(ResourceKind::network, key, network.name, change_of(plan_, ResourceKind::network, network.name));
    }
    for (const auto& [key, volume] : project_.volumes) {
      add(ResourceKind::volume, key, volume.name, change_of(plan_, ResourceKind::volume, volume.name));
    }
    for (const auto& [name, service] : project_.services) connect(name, service);
    return std::move(graph_);
  }

 private:
  void add(ResourceKind kind, const std::string& name, std::string about, ChangeKind change) {
    index_[{kind, name}] = graph_.nodes.size();
    graph_.nodes.push_back({kind, name, std::move(about), change});
  }

  void edge(std::size_t from, ResourceKind kind, const std::string& name, std::string label, bool required = true) {
    const auto to = index_.find({kind, name});
    if (to != index_.end()) graph_.edges.push_back({from, to->second, std::move(label), required});
  }

  void connect(const std::string& name, const compose::Service& service) {
    const auto from = index_.at({ResourceKind::service, name});
    for (const auto& [needed, dependency] : service.depends_on) {
      edge(from, ResourceKind::service, needed, label_of(dependency), dependency.required);
    }
    for (const auto& [key, attachment] : service.networks) edge(from, ResourceKind::network, key, {});
    for (const auto& mount : service.volumes) {
      if (mount.type == compose::MountType::volume) edge(from, ResourceKind::volume, mount.source, mount.target);
    }
  }

  const compose::Project& project_;
  const Plan& plan_;
  Graph graph_;
  std::map<std::pair<ResourceKind, std::string>, std::size_t> index_;
};

/// The inside of a quoted DOT string.
std::string dot_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

std::string_view dot_shape(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::network: return "ellipse";
    case ResourceKind::volume: return "cylinder";
    case ResourceKind::service:
    case ResourceKind::container:
    case ResourceKind::image:
    case ResourceKind::model: break;
  }
  return "box";
}

}  // namespace

std::string colour_of(ChangeKind change) {
  switch (change) {
    case ChangeKind::create: return "#c8f0c8";
    case ChangeKind::recreate:
    case ChangeKind::reconnect: return "#ffe0a0";
    case ChangeKind::start:
    case ChangeKind::unpause:
    case ChangeKind::restart: return "#c8e0ff";
    case ChangeKind::kill:
    case ChangeKind::pause:
    case ChangeKind::stop:
    case ChangeKind::remove: return "#ffc8c8";
    case ChangeKind::pull:
    case ChangeKind::build:
    case ChangeKind::push:
    case ChangeKind::run: return "#e8d8ff";
    case ChangeKind::wait:
    case ChangeKind::kept:
    case ChangeKind::up_to_date: break;
  }
  return "#f4f4f4";
}

Graph make_graph(const compose::Project& project, const Plan& plan) {
  return Maker(project, plan).make();
}

std::string print_dot(const Graph& graph) {
  auto out = fmt::format("digraph \"{}\" {{\n  node [style=filled, fontname=\"sans-serif\"];\n", dot_text(graph.title));
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto& node = graph.nodes[i];
    const auto change = node.change == ChangeKind::up_to_date ? "up to date" : to_string(node.change);
    out += fmt::format("  n{} [label=\"{}\\n{}\\n{}\", shape={}, fillcolor=\"{}\"];\n", i, dot_text(node.name),
                       dot_text(node.about), change, dot_shape(node.kind), colour_of(node.change));
  }
  for (const auto& edge : graph.edges) {
    out += fmt::format("  n{} -> n{}", edge.from, edge.to);
    std::vector<std::string> attributes;
    if (!edge.label.empty()) attributes.push_back(fmt::format("label=\"{}\"", dot_text(edge.label)));
    if (!edge.required) attributes.emplace_back("style=dashed");
    if (graph.nodes[edge.to].kind != ResourceKind::service) attributes.emplace_back("color=\"#999999\"");
    if (!attributes.empty()) out += fmt::format(" [{}]", fmt::join(attributes, ", "));
    out += ";\n";
  }
  return out + "}\n";
}

}  // namespace berth::plan
