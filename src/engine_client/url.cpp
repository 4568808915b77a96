#include "engine_client/url.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::engine {
namespace {

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

unsigned byte(char c) {
  return static_cast<unsigned char>(c);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string percent_encode(std::string_view text, bool keep_slashes) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (unreserved(c) || (keep_slashes && (c == '/' || c == ':' || c == '@'))) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", byte(c));
    }
  }
  return result;
}

std::string percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    result += escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return result;
}

std::string form_decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

Query& Query::add(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  text_ += text_.empty() ? '?' : '&';
  text_.append(name).append("=").append(percent_encode(value));
  return *this;
}

Query& Query::add(std::string_view name, std::int64_t value) {
  return add(name, std::string_view(std::to_string(value)));
}

Query& Query::flag(std::string_view name, bool value) {
  return value ? add(name, std::string_view("1")) : *this;
}

std::string base64_url(std::string_view bytes) {
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = byte(bytes[i]) << 16U;
    if (count > 1) group |= byte(bytes[i + 1]) << 8U;
    if (count > 2) group |= byte(bytes[i + 2]);
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const auto shift = static_cast<unsigned>(18 - 6 * digit);
      result += digit <= count ? base64_alphabet[(group >> shift) & 63U] : '=';
    }
  }
  return result;
}

std::string base64_decode(std::string_view text) {
  std::string result;
  unsigned group = 0;
  unsigned bits = 0;
  for (char c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
    const auto digit = base64_alphabet.find(c);
    if (digit == std::string_view::npos) break;
    group = (group << 6U) | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    result += static_cast<char>((group >> bits) & 255U);
  }
  return result;
}

}  // namespace berth::engine
