#include "compose/image_reference.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::compose {
namespace {

constexpr std::string_view default_domain = "docker.io";
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_tag = 128;

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_letter_or_digit(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}

Problem bad(std::string_view image, std::string_view what, std::string hint) {
  return {fmt::format("\"{}\" is not a valid image: {}", image, what), std::move(hint), 0, 0, {}};
}

/// [a-z0-9]+ with single separators in between: ".", "_", "__" or any number of "-".
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_lower_or_digit(text[at])) continue;
    std::size_t end = at;
    while (end < text.size() && text[end] == text[at]) ++end;
    const auto length = end - at;
    const bool dashes = text[at] == '-';
    const bool other = (text[at] == '.' && length == 1) || (text[at] == '_' && length <= 2);
    if ((!dashes && !other) || !is_lower_or_digit(text[end])) return false;
    at = end;
  }
  return true;
}

bool is_domain_label(std::string_view text) {
  return !text.empty() && is_letter_or_digit(text.front()) && is_letter_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  const auto colon = text.starts_with('[') ? text.find(':', std::min(text.find(']'), text.size())) : text.find(':');
  const auto host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const auto port = text.substr(colon + 1);
    if (port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  }
  if (host.starts_with('[')) {
    return host.ends_with(']') && host.find_first_not_of("0123456789abcdefABCDEF:", 1) == host.size() - 1;
  }
  return std::ranges::all_of(split(host, '.'), is_domain_label);
}

/// A first part is a registry when it looks like a host: a dot, a port, "localhost" or capitals.
bool looks_like_domain(std::string_view part) {
  return part.find_first_of(".:") != std::string_view::npos || part == "localhost" || to_lower(part) != part;
}

bool is_tag(std::string_view text) {
  const auto word = [](char c) { return is_letter_or_digit(c) || c == '_'; };
  return !text.empty() && text.size() <= longest_tag && word(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto hex = text.substr(colon + 1);
  if (text.starts_with("sha256:") && hex.size() != 64) return false;
  return hex.size() >= 32 && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos &&
         std::ranges::all_of(text.substr(0, colon), [](char c) {
           return is_letter_or_digit(c) || std::string_view("+.-_").find(c) != std::string_view::npos;
         });
}

bool is_image_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string ImageReference::canonical() const {
  return domain + "/" + path + (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

std::string ImageReference::familiar() const {
  const std::string_view library = "library/";
  std::string name = path;
  if (domain != default_domain ||
      (name.find('/') != std::string::npos && looks_like_domain(split(name, '/').front()))) {
    name = domain + "/" + path;
  } else if (name.starts_with(library) && name.find('/', library.size()) == std::string::npos) {
    const bool alone = tag.empty() && digest.empty();
    if (!alone || !is_image_id(name.substr(library.size()))) name.erase(0, library.size());
  }
  return name + (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

ImageReference ImageReference::with_default_tag() const {
  auto tagged = *this;
  if (tag.empty() && digest.empty()) tagged.tag = "latest";
  return tagged;
}

Result<ImageReference> parse_image_reference(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty", "name an image, for example postgres:16");
  if (is_image_id(text)) return bad(text, "64 hexadecimal digits are an ID, not a name", "use a name and a tag");
  ImageReference reference;
  auto rest = text;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    reference.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(reference.digest)) return bad(text, "the digest is malformed", "a digest is sha256: and 64 digits");
  }
  const auto last_slash = rest.rfind('/');
  const auto colon = rest.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  if (colon != std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(reference.tag)) {
      return bad(text, "the tag is malformed", "a tag has letters, digits, '.', '_' and '-', at most 128 of them");
    }
  }
  const auto slash = rest.find('/');
  const bool registry = slash != std::string_view::npos && looks_like_domain(rest.substr(0, slash));
  reference.domain = registry ? rest.substr(0, slash) : default_domain;
  if (registry) rest.remove_prefix(slash + 1);
  if (reference.domain == "index.docker.io") reference.domain = default_domain;
  if (!is_domain(reference.domain))
    return bad(text, "the registry is no host name", "write HOST or HOST:PORT before the /");
  if (to_lower(rest) != rest)
    return bad(text, "the name must be in lower case", fmt::format("write {}", to_lower(rest)));
  if (!std::ranges::all_of(split(rest, '/'), is_path_component) || rest.size() > longest_name) {
    return bad(text, "the name is malformed",
               "names have lower-case letters and digits, separated by '.', '_', '-' or '/'");
  }
  const bool official = reference.domain == default_domain && rest.find('/') == std::string_view::npos;
  reference.path = (official ? "library/" : "") + std::string(rest);
  return reference;
}

}  // namespace berth::compose
