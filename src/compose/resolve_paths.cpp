#include "compose/resolve_paths.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "compose/attribute_tree.hpp"
#include "compose/paths.hpp"
#include "compose/place.hpp"
#include "compose/report.hpp"
#include "compose/volume_syntax.hpp"

namespace berth::compose {

namespace {

using yaml::Node;

class PathResolver {
 public:
  PathResolver(const std::string& directory, const FileSystem& disk, Diagnostics& diagnostics)
      : directory_(directory), disk_(disk), diagnostics_(diagnostics) {}

  void visit(Node& node, const AttributeNode& described, const Place& place) {
    if (node.broken()) return;
    apply(node, described.attribute().path_rule, place);
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) {
        if (const auto* child = described.child(entry.key)) visit(entry.value, *child, Place(place, entry.key));
      }
    } else if (node.is_sequence() && described.item() != nullptr) {
      std::size_t index = 0;
      for (auto& item : node.sequence()) visit(item, *described.item(), Place(place, index++));
    }
  }

 private:
  void apply(Node& node, PathRule rule, const Place& place) {
    switch (rule) {
      case PathRule::none: return;
      case PathRule::mount: return mount(node, place);
      case PathRule::volume_device: return volume_device(node);
      case PathRule::file:
      case PathRule::unix_file:
      case PathRule::context:
      case PathRule::watched: return texts(node, rule);
    }
  }

  /// The rule counts for a text, the items of a list, and the values of a mapping.
  void texts(Node& node, PathRule rule) {
    if (node.is_string()) node.string() = resolved(node.string(), rule);
    if (node.is_sequence()) {
      for (auto& item : node.sequence()) texts(item, rule);
    }
    if (node.is_mapping()) {
      for (auto& entry : node.mapping()) texts(entry.value, rule);
    }
  }

  [[nodiscard]] std::string resolved(const std::string& text, PathRule rule) const {
    if (rule == PathRule::context && is_remote_context(text)) return text;
    auto path = expand_home(text, disk_.home());
    if (is_absolute(path)) return rule == PathRule::watched ? disk_.real_path(path) : path;
    if (rule == PathRule::unix_file && is_windows_absolute(path)) return path;
    path = join_path(directory_, path);
    return rule == PathRule::watched ? disk_.real_path(path) : path;
  }

  void mount(Node& node, const Place& place) {
    const auto* type = node.find("type");
    if (type == nullptr || !type->is_string() || type->string() != "bind") return;
    auto* source = node.find("source");
    if (source == nullptr) {
      if (node.fault() != yaml::Fault::none) return;
      refuse(node, "invalid-mount", place.text(), "a bind mount needs a \"source\"", "give the path on the host",
             diagnostics_);
    } else if (source->is_string()) {
      source->string() = resolved(source->string(), PathRule::unix_file);
    }
  }

  /// `driver: local` with `o: bind` is a bind mount in disguise.
  void volume_device(Node& volume) {
    const auto* driver = volume.find("driver");
    auto* options = volume.find("driver_opts");
    if (driver == nullptr || !driver->is_string() || driver->string() != "local" || options == nullptr) return;
    const auto* kind = options->find("o");
    auto* device = options->find("device");
    if (kind == nullptr || device == nullptr || !kind->is_string() || kind->string() != "bind") return;
    if (device->is_string()) device->string() = resolved(device->string(), PathRule::unix_file);
  }

  const std::string& directory_;
  const FileSystem& disk_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool is_remote_context(const std::string& text) {
  constexpr std::array<std::string_view, 6> prefixes = {"https://", "http://",     "git://",
                                                        "ssh://",   "github.com/", "git@"};
  return text.find("://") != std::string::npos || text.starts_with("service:") ||
         std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

void resolve_paths(Node& tree, const std::string& directory, const FileSystem& disk, Diagnostics& diagnostics) {
  PathResolver(directory, disk, diagnostics).visit(tree, attribute_tree(), Place());
}

}  // namespace berth::compose
