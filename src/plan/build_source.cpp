#include "plan/build_source.hpp"

#include <vector>

#include "base/text.hpp"
#include "compose/image_reference.hpp"

namespace berth::plan {
namespace {

/// The fields of one CSV record.
std::vector<std::string> csv_fields(std::string_view text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      fields.back() += text[++i];
    } else if (c == '"' && (quoted || fields.back().empty())) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

engine_api::CacheEntry parse_cache_entry(std::string_view text) {
  const auto fields = csv_fields(text);
  engine_api::CacheEntry entry;
  for (const auto& field : fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos && fields.size() == 1) return {"registry", {{"ref", field}}};
    const auto key = to_lower(trim(field.substr(0, equals)));
    const auto value = equals == std::string::npos ? std::string() : field.substr(equals + 1);
    if (key == "type") {
      entry.type = value;
    } else {
      entry.attributes[key] = value;
    }
  }
  if (entry.type.empty()) entry.type = "registry";
  return entry;
}

std::optional<std::string> context_service(std::string_view context) {
  constexpr std::string_view prefix = "service:";
  if (!context.starts_with(prefix)) return std::nullopt;
  return std::string(context.substr(prefix.size()));
}

std::string context_key(const std::string& name) {
  constexpr std::string_view latest = ":latest";
  const auto reference = compose::parse_image_reference(name);
  auto key = reference ? reference->familiar() : name;
  if (key.ends_with(latest)) key.erase(key.size() - latest.size());
  return key;
}

bool asks_for_attestation(std::string_view value) {
  return !value.empty() && value != "false" && value != "disabled=true";
}

std::string attestation_parameters(const std::string& value) {
  return value == "true" ? std::string() : value;
}

}  // namespace berth::plan
