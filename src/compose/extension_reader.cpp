#include "compose/extension_reader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {

void ExtensionReader::tell(Code code, Span span, const std::string& below, std::string message, std::string hint) {
  failed_ = true;
  diagnostics_.add({.code = code,
                    .span = span,
                    .path = below.empty() ? path_ : fmt::format("{}.{}", path_, below),
                    .message = std::move(message),
                    .hint = std::move(hint)});
}

bool ExtensionReader::known(const yaml::Entry& entry, const std::vector<std::string_view>& names,
                            const std::string& below) {
  if (entry.value.broken()) failed_ = true;
  if (std::ranges::find(names, std::string_view(entry.key)) != names.end()) return !entry.value.broken();
  const auto meant = closest(entry.key, names);
  tell("unknown-attribute", entry.key_span, below,
       fmt::format("unknown attribute \"{}\"{}", entry.key,
                   meant ? fmt::format(" (did you mean \"{}\"?)", *meant) : ""));
  return false;
}

std::string ExtensionReader::plain_text(const yaml::Entry& entry) {
  return entry.value.is_scalar() ? yaml::scalar_text(entry.value) : std::string();
}

std::string ExtensionReader::text_of(const yaml::Entry& entry, const std::string& at) {
  auto text = plain_text(entry);
  if (text.empty()) tell("invalid-type", entry.value.span(), at, "must be text", hint());
  return text;
}

}  // namespace berth::compose
