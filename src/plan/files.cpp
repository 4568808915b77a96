#include "plan/files.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "compose/config_hash.hpp"
#include "compose/file_targets.hpp"

namespace berth::plan {

namespace {

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
    if (object == objects.end() || !is_copied(reference, object->second)) continue;
    files.push_back({.path = target(reference),
                     .content = object->second.content ? *object->second.content : *object->second.bytes,
                     .uid = number_or_zero(reference.uid),
                     .gid = number_or_zero(reference.gid),
                     .mode = reference.mode.value_or(readable)});
  }
}

}  // namespace

bool is_copied(const compose::FileReference& reference, const compose::FileObject& object) {
  return object.content.has_value() || (reference.copied && object.bytes);
}

std::vector<FileContent> copied_files(const compose::Project& project, const compose::Service& service) {
  std::vector<FileContent> files;
  add(files, service.secrets, project.secrets, compose::secret_target);
  add(files, service.configs, project.configs, compose::config_target);
  return files;
}

std::string content_digests(const std::vector<FileContent>& copies,
                            const std::map<std::string, compose::SeccompProfile>& profiles) {
  constexpr std::size_t digits = 16;
  std::vector<std::string> parts;
  const auto add_part = [&](const std::string& name, const std::string& described) {
    parts.push_back(name + "=" + compose::sha256_hex(described).substr(0, digits));
  };
  for (const auto& file : copies)
    add_part(file.path, fmt::format("{}:{}:{:o}:{}", file.uid, file.gid, file.mode, file.content));
  for (const auto& [option, profile] : profiles) add_part("seccomp profile " + profile.path, profile.json);
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
