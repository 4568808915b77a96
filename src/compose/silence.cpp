#include "compose/silence.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

namespace {

using yaml::Node;
using Codes = std::set<std::string, std::less<>>;

/// Says why the word silences nothing.
Diagnostic useless(const std::string& word, Span span, std::string path) {
  Diagnostic warning{.severity = Severity::warning, .code = "unknown-code", .span = span, .path = std::move(path)};
  if (find_code(word)) {
    warning.message = fmt::format("\"{}\" is the code of an error, which cannot be silenced", word);
    warning.hint = "remove it, and mend the error";
    return warning;
  }
  std::vector<std::string_view> warnings;
  for (const auto& code : all_codes) {
    if (code.severity == Severity::warning) warnings.push_back(code.name);
  }
  const auto meant = closest(word, warnings);
  warning.message = fmt::format("\"{}\" is the code of no warning", word);
  warning.hint = meant ? fmt::format("did you mean \"{}\"?", *meant) : "`berth config --check` shows the codes";
  return warning;
}

void add(const Node& item, const std::string& path, Codes& codes, Diagnostics& diagnostics) {
  if (item.broken()) return;
  const auto word = item.is_scalar() ? yaml::scalar_text(item) : std::string(yaml::describe(item.kind()));
  const auto known = find_code(word);
  if (known && known->severity == Severity::warning) {
    codes.insert(word);
  } else {
    diagnostics.add(useless(word, item.span(), path));
  }
}

/// The codes below `holder`'s x-berth.silence: a list, or one of them.
Codes codes_in(const Node& holder, const std::string& place, Diagnostics& diagnostics) {
  Codes codes;
  const auto* extension = holder.find("x-berth");
  const auto* silence = extension == nullptr ? nullptr : extension->find("silence");
  if (silence == nullptr || silence->is_null() || silence->broken()) return codes;
  const auto path = place + "x-berth.silence";
  if (!silence->is_sequence()) {
    add(*silence, path, codes, diagnostics);
    return codes;
  }
  for (const auto& item : silence->sequence()) add(item, path, codes, diagnostics);
  return codes;
}

/// "web" of services.web.ports[0]; empty for what belongs to no service.
std::string_view service_of(std::string_view path) {
  constexpr std::string_view prefix = "services.";
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  return path;
}

}  // namespace

bool Silence::covers(const Diagnostic& diagnostic) const {
  if (diagnostic.severity == Severity::error) return false;
  const auto code = diagnostic.code.name();
  if (everywhere.contains(code)) return true;
  const auto path = service_of(diagnostic.path);
  // A name may have dots itself, so the names are held against the path and not the other way round.
  for (const auto& [name, codes] : services) {
    const bool concerned = path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
    if (concerned && codes.contains(code)) return true;
  }
  return false;
}

Silence read_silence(const Node& model, Diagnostics& diagnostics) {
  Silence silence;
  silence.everywhere = codes_in(model, "", diagnostics);
  const auto* services = model.find("services");
  if (services == nullptr || !services->is_mapping()) return silence;
  for (const auto& service : services->mapping()) {
    auto codes = codes_in(service.value, fmt::format("services.{}.", service.key), diagnostics);
    if (!codes.empty()) silence.services.emplace(service.key, std::move(codes));
  }
  return silence;
}

void add_silenced(const std::vector<std::string>& codes, Silence& silence, Diagnostics& diagnostics) {
  for (const auto& code : codes) {
    const auto known = find_code(code);
    if (known && known->severity == Severity::warning) {
      silence.everywhere.insert(code);
    } else {
      diagnostics.add(useless(code, {}, "--silence"));
    }
  }
}

std::vector<Diagnostic> heard(const Diagnostics& diagnostics, const Silence& silence) {
  auto all = diagnostics.sorted();
  std::set<std::string> unset;
  std::erase_if(all, [&](const Diagnostic& diagnostic) {
    if (silence.covers(diagnostic)) return true;
    return diagnostic.code == Code("unset-variable") && !unset.insert(diagnostic.message).second;
  });
  return all;
}

}  // namespace berth::compose
