// What depends on what in a project, and what a plan does to each: the drawing of `berth plan --dot` and `--svg`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "plan/plan.hpp"

namespace berth::plan {

struct GraphNode {
  ResourceKind kind = ResourceKind::service;
  std::string name;   ///< the key in the file
  std::string about;  ///< of a service its image and replicas, of others their name at the engine
  ChangeKind change = ChangeKind::up_to_date;
};

struct GraphEdge {
  std::size_t from = 0;  ///< index of the node that needs the other
  std::size_t to = 0;
  std::string label;     ///< "healthy", "started", "completed", with "restart"; of a volume where it is mounted
  bool required = true;  ///< depends_on.*.required
};

/// Services first, then networks, then volumes, each by name; edges by their ends.
struct Graph {
  std::string title;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

Graph make_graph(const compose::Project& project, const Plan& plan);

/// The DOT language (graphviz.org/doc/info/lang.html). Ends with a line break.
std::string print_dot(const Graph& graph);

/// A picture of its own (SVG 1.1), laid out in rows: who needs others stands above them. Ends with a line break.
std::string print_svg(const Graph& graph);

/// How a change is painted, "#rrggbb"; the fill of a node.
std::string colour_of(ChangeKind change);

}  // namespace berth::plan
