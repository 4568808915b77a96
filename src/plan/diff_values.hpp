// Values of containers as texts that can be compared and shown; used by diff*.cpp alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine_api/types.hpp"
#include "plan/cause.hpp"

namespace berth::plan::diff {

using TextMap = std::map<std::string, std::string>;

/// Adds a field_changed cause unless the texts are equal; long texts are cut, secret-looking ones hidden.
void compare(std::vector<Cause>& causes, const std::string& field, const std::string& from, const std::string& to);
/// One cause per key that came, went or changed: "<field>.<key>".
void compare(std::vector<Cause>& causes, const std::string& field, const TextMap& from, const TextMap& to);

/// {"NAME=value", "NAME"} by name; those without a value are left out.
TextMap environment_map(const engine_api::Strings& list);
/// Without what engines' clients and Berth write themselves.
TextMap own_labels(const engine_api::StringMap& labels);
/// Mounts by target: "data (ro)"; anonymous volumes without their names.
TextMap mount_map(const engine_api::HostConfig& host);
/// "80/tcp" → "127.0.0.1:8080".
TextMap port_map(const engine_api::HostConfig& host);

std::string words(const engine_api::Strings& list);
std::string sorted_words(engine_api::Strings list);
std::string health_text(const engine_api::HealthConfig& health);

}  // namespace berth::plan::diff
