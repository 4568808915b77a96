#include "plan/files.hpp"

#include <charconv>

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

}  // namespace berth::plan
