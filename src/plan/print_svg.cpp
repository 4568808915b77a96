// The drawing of a graph in rows, from those that nobody needs down to what everybody uses.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "plan/graph.hpp"

namespace berth::plan {
namespace {

// Lengths in pixels; letters of the drawing's font are about this wide.
constexpr double letter = 7.5;
constexpr double box_height = 58;
constexpr double row_gap = 74;
constexpr double column_gap = 28;
constexpr double margin = 24;
constexpr double title_height = 34;
/// Where an edge has its label, of its way down: near the one that is needed, where few edges come together.
constexpr double label_at = 0.78;

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : escape_terminal(text)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string last_line(const GraphNode& node) {
  const std::string change(node.change == ChangeKind::up_to_date ? "up to date" : to_string(node.change));
  return node.kind == ResourceKind::service ? change : fmt::format("{}, {}", to_string(node.kind), change);
}

struct Box {
  double x = 0;  // of the centre
  double y = 0;  // of the upper edge
  double width = 0;
};

class Layout {
 public:
  explicit Layout(const Graph& graph) : graph_(graph), boxes_(graph.nodes.size()) {
    rank();
    order();
    place();
  }

  [[nodiscard]] const Box& box(std::size_t node) const { return boxes_[node]; }
  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const {
    return title_height + 2 * margin + static_cast<double>(rows_.size()) * (box_height + row_gap) - row_gap;
  }

 private:
  void rank();
  void order();
  void place();

  const Graph& graph_;
  std::vector<Box> boxes_;
  std::vector<std::vector<std::size_t>> rows_;
  double width_ = 0;
};

/// Each node one row below the lowest that needs it. Services have no cycles: loading refuses them.
void Layout::rank() {
  std::vector<std::size_t> ranks(graph_.nodes.size(), 0);
  for (std::size_t round = 0; round < graph_.nodes.size(); ++round) {
    bool moved = false;
    for (const auto& edge : graph_.edges) {
      if (ranks[edge.to] > ranks[edge.from]) continue;
      ranks[edge.to] = ranks[edge.from] + 1;
      moved = true;
    }
    if (!moved) break;
  }
  // Networks and volumes stand below all services.
  std::size_t lowest = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (graph_.nodes[i].kind == ResourceKind::service) lowest = std::max(lowest, ranks[i]);
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (graph_.nodes[i].kind != ResourceKind::service) ranks[i] = lowest + 1;
    if (rows_.size() <= ranks[i]) rows_.resize(ranks[i] + 1);
    rows_[ranks[i]].push_back(i);
  }
  std::erase_if(rows_, [](const auto& row) { return row.empty(); });
}

/// Neighbours under one another: a few rounds of sorting each row by the middle of those it is joined with.
void Layout::order() {
  std::vector<double> at(graph_.nodes.size(), 0);
  const auto number = [&] {
    for (const auto& row : rows_) {
      for (std::size_t i = 0; i < row.size(); ++i)
        at[row[i]] = (static_cast<double>(i) + 0.5) / static_cast<double>(row.size());
    }
  };
  number();
  constexpr int rounds = 6;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> sum(graph_.nodes.size(), 0);
    std::vector<int> joined(graph_.nodes.size(), 0);
    for (const auto& edge : graph_.edges) {
      sum[edge.from] += at[edge.to];
      sum[edge.to] += at[edge.from];
      ++joined[edge.from];
      ++joined[edge.to];
    }
    const auto middle = [&](std::size_t node) { return joined[node] == 0 ? at[node] : sum[node] / joined[node]; };
    for (auto& row : rows_) std::ranges::stable_sort(row, {}, middle);
    number();
  }
}

void Layout::place() {
  std::vector<double> widths;
  for (const auto& row : rows_) {
    double width = 0;
    for (const auto node : row) {
      const auto& drawn = graph_.nodes[node];
      const auto letters = std::max({display_width(drawn.name), display_width(drawn.about), last_line(drawn).size()});
      boxes_[node].width = static_cast<double>(letters) * letter + 16;
      width += boxes_[node].width + column_gap;
    }
    widths.push_back(width - column_gap);
    width_ = std::max(width_, widths.back() + 2 * margin);
  }
  const auto title = static_cast<double>(display_width(graph_.title)) * letter * 1.4 + 2 * margin;
  width_ = std::max(width_, title);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    double x = (width_ - widths[r]) / 2;
    for (const auto node : rows_[r]) {
      auto& box = boxes_[node];
      box.x = x + box.width / 2;
      box.y = margin + title_height + static_cast<double>(r) * (box_height + row_gap);
      x += box.width + column_gap;
    }
  }
}

std::string drawn(const GraphNode& node, const Box& box) {
  const double radius = node.kind == ResourceKind::network  ? box_height / 2
                        : node.kind == ResourceKind::volume ? 14
                                                            : 4;
  auto out = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" rx=\"{:.0f}\" fill=\"{}\" "
      "stroke=\"#555\"/>\n",
      box.x - box.width / 2, box.y, box.width, box_height, radius, colour_of(node.change));
  const auto line = [&](double below, std::string_view style, std::string_view text) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", box.x, box.y + below, style,
                       xml_text(text));
  };
  line(20, "name", node.name);
  line(36, "about", node.about);
  line(51, "about", last_line(node));
  return out;
}

std::string drawn(const GraphEdge& edge, const GraphNode& to_node, const Box& from, const Box& to) {
  const double x1 = from.x;
  const double y1 = from.y + box_height;
  const double x2 = to.x;
  const double y2 = to.y - 2;
  const double bend = std::max(24.0, (y2 - y1) / 2);
  const bool service = to_node.kind == ResourceKind::service;
  auto out = fmt::format(
      "<path d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}\" class=\"{}\"{} "
      "marker-end=\"url(#end)\"/>\n",
      x1, y1, x1, y1 + bend, x2, y2 - bend, x2, y2, service ? "needs" : "uses",
      edge.required ? "" : " stroke-dasharray=\"5 4\"");
  if (edge.label.empty()) return out;
  out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"label\">{}</text>\n", x1 + (x2 - x1) * label_at,
                     y1 + (y2 - y1) * label_at, xml_text(edge.label));
  return out;
}

constexpr std::string_view style = R"(<style>
text { font-family: sans-serif; text-anchor: middle; fill: #222 }
.title { font-size: 17px; font-weight: bold } .name { font-size: 14px; font-weight: bold } .about { font-size: 11px }
.label { font-size: 11px; stroke: #fff; stroke-width: 4px; paint-order: stroke }
path { fill: none } .needs { stroke: #333; stroke-width: 1.6 } .uses { stroke: #aaa }
</style>
<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z" style="fill: #555"/></marker></defs>
)";

}  // namespace

std::string print_svg(const Graph& graph) {
  const Layout layout(graph);
  auto out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
      "{1:.0f}\">\n{2}"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
      layout.width(), layout.height(), style);
  out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"title\">{}</text>\n", layout.width() / 2, margin + 12,
                     xml_text(graph.title));
  for (const auto& edge : graph.edges) {
    out += drawn(edge, graph.nodes[edge.to], layout.box(edge.from), layout.box(edge.to));
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) out += drawn(graph.nodes[i], layout.box(i));
  return out + "</svg>\n";
}

}  // namespace berth::plan
