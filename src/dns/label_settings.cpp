#include "dns/label_settings.hpp"

#include "dns/domain_name.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"

namespace berth::dns {
namespace {

constexpr std::size_t most_names = 100;
constexpr std::int64_t longest_ttl = 3600;  // seconds

compose::NameSettings decode(const engine_api::JsonReader& reader) {
  compose::NameSettings settings;
  settings.suffix = reader.at("suffix").string();
  if (!DomainName::from_text(settings.suffix) || !compose::is_private_suffix(settings.suffix)) settings.suffix.clear();
  settings.names = reader.at("names").string_map();
  if (settings.names.size() > most_names) settings.names.clear();
  settings.wildcard = reader.at("wildcard").boolean();
  const auto ttl = reader.at("ttl").optional_integer();
  if (ttl && *ttl >= 0 && *ttl <= longest_ttl) settings.ttl = static_cast<std::uint32_t>(*ttl);
  if (reader.at("unhealthy").string() == "include") settings.unhealthy = compose::Unhealthy::include;
  return settings;
}

}  // namespace

compose::NameSettings settings_in(const std::string& label) {
  if (label.empty()) return {};
  try {
    const engine_api::JsonDocument document(label);
    return decode(engine_api::JsonReader(document.root()));
  } catch (const engine_api::DecodeError&) {
    return {};
  }
}

}  // namespace berth::dns
