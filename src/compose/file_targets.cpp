#include "compose/file_targets.hpp"

namespace berth::compose {

namespace {

std::string below(const std::string& folder, const FileReference& reference) {
  const std::string& name = reference.target.empty() ? reference.source : reference.target;
  return name.starts_with('/') ? name : folder + name;
}

}  // namespace

std::string secret_target(const FileReference& reference) {
  return below("/run/secrets/", reference);
}

std::string config_target(const FileReference& reference) {
  return below("/", reference);
}

}  // namespace berth::compose
