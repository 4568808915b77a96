#include "plan/names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::plan {

namespace {

constexpr std::size_t short_id_length = 12;

bool is_hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

std::string container_name(const compose::Project& project, const compose::Service& service, std::int64_t number) {
  if (!service.container_name.empty()) return service.container_name;
  return fmt::format("{}{}{}{}{}", project.name, project.separator, service.name, project.separator, number);
}

std::string hook_container_name(const std::string& project, const compose::Service& service, std::size_t index,
                                std::optional<std::int64_t> replica) {
  if (!replica) return fmt::format("{}-{}-pre_start-{}", project, service.name, index);
  return fmt::format("{}-{}-{}-pre_start-{}", project, service.name, *replica, index);
}

std::string replacement_name(const std::string& old_id, const std::string& name) {
  return old_id.substr(0, short_id_length) + "_" + name;
}

std::string retired_name(const std::string& old_id, const std::string& name) {
  return old_id.substr(old_id.size() - std::min(old_id.size(), short_id_length)) + "_" + name;
}

std::string without_replacement_prefix(const std::string& name) {
  const bool prefixed = name.size() > short_id_length + 1 && name[short_id_length] == '_' &&
                        std::all_of(name.begin(), name.begin() + short_id_length, is_hexadecimal);
  return prefixed ? name.substr(short_id_length + 1) : name;
}

std::string network_name(const compose::Project& project, const std::string& key) {
  const auto found = project.networks.find(key);
  return found == project.networks.end() ? key : found->second.name;
}

std::string volume_name(const compose::Project& project, const std::string& key) {
  const auto found = project.volumes.find(key);
  return found == project.volumes.end() ? key : found->second.name;
}

}  // namespace berth::plan
