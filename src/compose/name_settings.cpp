#include "compose/name_settings.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "compose/extension_reader.hpp"
#include "compose/sound.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {
namespace {

using yaml::Node;

constexpr std::string_view forms =
    "write suffix: NAME, names: {NAME: SERVICE}, wildcard: true, ttl: SECONDS, unhealthy: include or exclude";
constexpr std::uint32_t longest_ttl = 3600;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 200;  // leaves room for what comes before and behind

constexpr std::array<std::string_view, 4> private_ends{".test", ".internal", ".example", ".home.arpa"};

bool is_label(std::string_view label) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !label.empty() && label.size() <= longest_label && std::ranges::all_of(label, allowed);
}

bool is_name(std::string_view text) {
  return text.size() <= longest_name && std::ranges::all_of(split(text, '.'), is_label);
}

class Reader : public ExtensionReader {
 public:
  Reader(const Node& model, Diagnostics& diagnostics)
      : ExtensionReader("x-berth.dns", forms, diagnostics), model_(model) {}

  NameSettings read(const yaml::Entry& dns) {
    NameSettings out;
    if (!dns.value.is_mapping()) {
      tell("invalid-type", dns.value.span(), "", "must be a mapping", hint());
      return out;
    }
    for (const auto& entry : dns.value.mapping()) {
      if (!known(entry, {"suffix", "names", "wildcard", "ttl", "unhealthy"}, "")) continue;
      if (entry.key == "suffix") out.suffix = suffix(entry);
      if (entry.key == "names") read_names(entry, out);
      if (entry.key == "wildcard") out.wildcard = one_of(entry, "true", "false");
      if (entry.key == "ttl") out.ttl = number<std::uint32_t>(entry, "ttl", 0, longest_ttl);
      if (entry.key == "unhealthy" && one_of(entry, "include", "exclude")) out.unhealthy = Unhealthy::include;
    }
    return out;
  }

 private:
  std::string suffix(const yaml::Entry& entry) {
    auto text = text_of(entry, "suffix");
    if (text.empty()) return text;
    if (!is_name(text)) {
      tell("invalid-value", entry.value.span(), "suffix", "must be a domain name", "write it like shop.test");
    } else if (!is_private_suffix(text)) {
      tell("invalid-value", entry.value.span(), "suffix", "must end with .test, .internal, .example or .home.arpa",
           "other names may be somebody's; write it like shop.test");
    }
    return text;
  }

  void read_names(const yaml::Entry& names, NameSettings& out) {
    if (!names.value.is_mapping()) {
      return tell("invalid-type", names.value.span(), "names", "must be a mapping of names to services", hint());
    }
    for (const auto& entry : names.value.mapping()) {
      const auto at = "names." + entry.key;
      if (entry.value.broken()) continue;
      const auto service = text_of(entry, at);
      if (!is_name(entry.key)) {
        tell("invalid-value", entry.key_span, at, "must be a name of labels with letters, digits, - and _",
             "it is relative to the project's: write www, or api.v1");
      } else if (!service.empty() && lacks_service(service)) {
        tell("undefined-service", entry.value.span(), at, fmt::format("there is no service \"{}\"", service),
             meant_service(service));
      }
      out.names.emplace(entry.key, service);
    }
  }

  [[nodiscard]] bool lacks_service(const std::string& service) const {
    const auto* services = sound(model_, "services");
    return services != nullptr && services->is_mapping() && lacks(*services, service);
  }

  [[nodiscard]] std::string meant_service(const std::string& service) const {
    std::vector<std::string_view> names;
    for (const auto& entry : mapping_of(model_, "services")) names.emplace_back(entry.key);
    const auto meant = closest(service, names);
    return meant ? fmt::format("did you mean \"{}\"?", *meant) : fmt::format("services: {}", fmt::join(names, ", "));
  }

  /// Whether it is the first one.
  bool one_of(const yaml::Entry& entry, std::string_view first, std::string_view second) {
    const auto text = entry.value.is_scalar() ? yaml::scalar_text(entry.value) : "";
    if (text != first && text != second) {
      tell("invalid-value", entry.value.span(), entry.key, fmt::format("must be {} or {}", first, second));
    }
    return text == first;
  }

  const Node& model_;
};

}  // namespace

bool is_private_suffix(std::string_view suffix) {
  const auto name = "." + to_lower(suffix);
  return std::ranges::any_of(private_ends, [&](std::string_view end) { return name.ends_with(end); });
}

NameSettings read_name_settings(const Node& model, Diagnostics& diagnostics) {
  const auto* extension = sound(model, "x-berth");
  if (extension == nullptr || !extension->is_mapping()) return {};
  for (const auto& entry : extension->mapping()) {
    if (entry.key != "dns" || entry.value.broken() || entry.value.is_null()) continue;
    return Reader(model, diagnostics).read(entry);
  }
  return {};
}

std::string to_json(const NameSettings& settings) {
  std::vector<std::string> parts;
  const auto text = [](std::string_view value) { return fmt::format("\"{}\"", escape_json(value)); };
  if (!settings.suffix.empty()) parts.push_back("\"suffix\":" + text(settings.suffix));
  std::vector<std::string> names;
  for (const auto& [name, service] : settings.names) names.push_back(text(name) + ":" + text(service));
  if (!names.empty()) parts.push_back(fmt::format("\"names\":{{{}}}", fmt::join(names, ",")));
  if (settings.wildcard) parts.emplace_back("\"wildcard\":true");
  if (settings.ttl != NameSettings().ttl) parts.push_back(fmt::format("\"ttl\":{}", settings.ttl));
  if (settings.unhealthy == Unhealthy::include) parts.emplace_back("\"unhealthy\":\"include\"");
  return parts.empty() ? "" : fmt::format("{{{}}}", fmt::join(parts, ","));
}

}  // namespace berth::compose
