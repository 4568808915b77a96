#include "compose/text_rules.hpp"

#include <algorithm>

namespace berth::compose {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name_character(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
}

/// every_([0-9]+[wdhms])+
bool has_every(std::string_view text) {
  constexpr std::string_view prefix = "every_";
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const auto rest = text.substr(at + prefix.size());
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0 && digits < rest.size() && std::string_view("wdhms").find(rest[digits]) != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

bool is_resource_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_name_character);
}

bool is_lower_case(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool has_container_name(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_letter_or_digit(text[i]) && is_name_character(text[i + 1])) return true;
  }
  return false;
}

bool has_pull_policy(std::string_view text) {
  for (const std::string_view word :
       {"always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return has_every(text);
}

}  // namespace berth::compose
