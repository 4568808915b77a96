#include "plan/files.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "compose/config_hash.hpp"

namespace berth::plan {

namespace {

std::string below(const std::string& folder, const compose::FileReference& reference) {
  const std::string& name = reference.target.empty() ? reference.source : reference.target;
  return name.starts_with('/') ? name : folder + name;
}

std::int64_t number_or_zero(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void add(std::vector<FileContent>& files, const std::vector<compose::FileReference>& references,
         const std::map<std::string, compose::FileObject>& objects,
         std::string (*target)(const compose::FileReference&)) {
  constexpr std::int64_t readable = 0444;  // compose-spec 05-services: the default of `mode`
  for (const auto& reference : references) {
    const auto object = objects.find(reference.source);
    if (object == objects.end() || !object->second.content) continue;
    files.push_back({.path = target(reference),
                     .content = *object->second.content,
                     .uid = number_or_zero(reference.uid),
                     .gid = number_or_zero(reference.gid),
                     .mode = reference.mode.value_or(readable)});
  }
}

}  // namespace

std::string secret_target(const compose::FileReference& reference) {
  return below("/run/secrets/", reference);
}

std::string config_target(const compose::FileReference& reference) {
  return below("/", reference);
}

std::vector<FileContent> copied_files(const compose::Project& project, const compose::Service& service) {
  std::vector<FileContent> files;
  add(files, service.secrets, project.secrets, secret_target);
  add(files, service.configs, project.configs, config_target);
  return files;
}

std::string content_digests(const std::vector<FileContent>& files) {
  constexpr std::size_t digits = 16;
  std::vector<std::string> parts;
  for (const auto& file : files) {
    const auto described = fmt::format("{}:{}:{:o}:{}", file.uid, file.gid, file.mode, file.content);
    parts.push_back(file.path + "=" + compose::sha256_hex(described).substr(0, digits));
  }
  std::ranges::sort(parts);
  return fmt::format("{}", fmt::join(parts, ";"));
}

std::vector<std::string> changed_paths(const std::string& from, const std::string& to) {
  const auto parts_of = [](const std::string& text) {
    std::map<std::string, std::string> parts;
    for (const auto part : split(text, ';')) {
      const auto equals = part.rfind('=');
      if (equals != std::string_view::npos) parts.emplace(part.substr(0, equals), part.substr(equals + 1));
    }
    return parts;
  };
  const auto before = parts_of(from);
  const auto after = parts_of(to);
  std::vector<std::string> changed;
  std::map<std::string, std::string> all = before;
  all.insert(after.begin(), after.end());
  for (const auto& [path, digest] : all) {
    const auto old = before.find(path);
    const auto now = after.find(path);
    if (old == before.end() || now == after.end() || old->second != now->second) changed.push_back(path);
  }
  return changed;
}

}  // namespace berth::plan
