#include "base/secret.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/text.hpp"

namespace berth {
namespace {

constexpr std::array<std::string_view, 11> anywhere = {"pass",      "pwd",    "secret",  "token",  "credential", "cert",
                                                       "signature", "cookie", "private", "apikey", "oauth"};
constexpr std::array<std::string_view, 6> at_word_end = {"key", "keys", "auth", "dsn", "salt", "authorization"};
constexpr std::array<std::string_view, 3> in_text = {"password=", "passwd=", "pwd="};

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

bool ends_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto behind = at + word.size();
    if (behind == text.size() || std::isalpha(static_cast<unsigned char>(text[behind])) == 0) return true;
  }
  return false;
}

/// scheme://user:password@host
bool has_user_password(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto at = text.find('@', scheme);
  const auto colon = text.find(':', scheme + 3);
  return at != std::string_view::npos && colon < at;
}

}  // namespace

bool looks_secret(std::string_view name) {
  const auto lower = to_lower(name);
  if (lower == "pwd" || lower == "oldpwd" || lower.ends_with("_file")) return false;  // paths
  return std::ranges::any_of(anywhere, [&](auto word) { return contains(lower, word); }) ||
         std::ranges::any_of(at_word_end, [&](auto word) { return ends_word(lower, word); });
}

bool key_names_secret(std::string_view key) {
  constexpr std::array<std::string_view, 5> attributes = {"secret", "secrets", "credential_spec", "key", "keys"};
  return looks_secret(key) && std::ranges::find(attributes, key) == attributes.end();
}

bool holds_secret(std::string_view text) {
  const auto lower = to_lower(text);
  return has_user_password(text) || contains(text, "PRIVATE KEY-----") ||
         std::ranges::any_of(in_text, [&](auto word) { return contains(lower, word); });
}

}  // namespace berth
