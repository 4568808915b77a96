#include "compose/paths.hpp"

#include <vector>

#include "base/text.hpp"

namespace berth::compose {

bool is_absolute(std::string_view path) {
  return path.starts_with('/');
}

std::string clean_path(std::string_view path) {
  const bool absolute = is_absolute(path);
  std::vector<std::string_view> kept;
  for (const auto part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const bool can_go_up = !kept.empty() && kept.back() != "..";
    if (part == ".." && can_go_up) {
      kept.pop_back();
    } else if (part != ".." || !absolute) {
      kept.push_back(part);
    }
  }
  std::string out = absolute ? "/" : "";
  for (const auto part : kept) {
    if (!out.empty() && out.back() != '/') out += '/';
    out += part;
  }
  return out.empty() ? "." : out;
}

std::string join_path(std::string_view base, std::string_view path) {
  if (is_absolute(path) || base.empty()) return clean_path(path);
  return clean_path(std::string(base) + "/" + std::string(path));
}

std::string directory_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? "." : clean_path(path.substr(0, slash + 1));
}

std::string base_name(std::string_view path) {
  if (path.empty()) return ".";
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path == "/") return "/";
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string relative_path(std::string_view path, std::string_view base) {
  const auto target = clean_path(path);
  const auto from = clean_path(base);
  if (target == from) return ".";
  const auto target_parts = split(target, '/');
  const auto from_parts = from == "/" ? std::vector<std::string_view>{""} : split(from, '/');
  std::size_t common = 0;
  while (common < target_parts.size() && common < from_parts.size() && target_parts[common] == from_parts[common]) {
    ++common;
  }
  std::string out;
  const auto add = [&out](std::string_view part) {
    if (!out.empty()) out += '/';
    out += part;
  };
  for (auto i = common; i < from_parts.size(); ++i) add("..");
  for (auto i = common; i < target_parts.size(); ++i) add(target_parts[i]);
  return clean_path(out);
}

std::string shown_path(const std::string& path, std::string_view working_directory) {
  auto relative = relative_path(path, working_directory);
  return relative.starts_with("..") ? path : relative;
}

std::string expand_home(std::string_view path, std::string_view home) {
  if (home.empty() || !path.starts_with('~') || (path.size() > 1 && path[1] != '/')) return std::string(path);
  return join_path(home, path.size() > 2 ? path.substr(2) : ".");
}

}  // namespace berth::compose
