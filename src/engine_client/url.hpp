// The targets of requests: paths and queries (RFC 3986).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace berth::engine {

/// Percent-encodes all but unreserved characters; with `keep_slashes` also "/" and ":" stay (names of images).
std::string percent_encode(std::string_view text, bool keep_slashes = false);

/// The reverse; what is no valid escape stays as it is.
std::string percent_decode(std::string_view text);

/// The same of a form's value, where "+" is a space.
std::string form_decode(std::string_view text);

/// "?a=1&b=2", with what is empty left out.
class Query {
 public:
  Query& add(std::string_view name, std::string_view value);  ///< nothing when the value is empty
  Query& add(std::string_view name, std::int64_t value);
  Query& flag(std::string_view name, bool value);  ///< "name=1" or nothing
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// RFC 4648 section 5 with padding, as the X-Registry headers want it.
std::string base64_url(std::string_view bytes);

/// RFC 4648 section 4, the reverse; characters outside of the alphabet end it.
std::string base64_decode(std::string_view text);

}  // namespace berth::engine
