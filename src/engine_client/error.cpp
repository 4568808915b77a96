#include "engine_client/error.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::engine {
namespace {

std::string sentence(const EngineError::Details& details) {
  if (details.call.empty()) return details.message;
  if (details.status == 0) return fmt::format("{}: {}", details.call, details.message);
  if (details.message.empty())
    return fmt::format("{}: the engine answers with status {}", details.call, details.status);
  return fmt::format("{}: {} (status {})", details.call, details.message, details.status);
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const auto word : words) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

/// Podman answers with 500 where Docker has a status of its own; only the words tell.
ErrorKind classify_words(std::string_view message) {
  const auto text = to_lower(message);
  if (text.find("executable file") != std::string::npos) return ErrorKind::failed;  // "… not found in $PATH"
  if (contains_any(text, {"no such container", "no such image", "no such network", "no such volume", "no such exec",
                          "no such object", "not found", "no container with", "manifest unknown"})) {
    return ErrorKind::not_found;
  }
  if (contains_any(text, {"already in use", "already exists", "is being used", "in use by", "has associated containers",
                          "unique constraint failed", "is running or paused", "container state improper",
                          "cannot remove container", "can only create exec sessions on running"})) {
    return ErrorKind::conflict;
  }
  return ErrorKind::failed;
}

}  // namespace

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found: return "not found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::bad_request: return "bad request";
    case ErrorKind::denied: return "denied";
    case ErrorKind::failed: return "failed";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::protocol: return "protocol";
  }
  return "failed";
}

EngineError::EngineError(Details details, std::string hint)
    : Error(sentence(details), std::move(hint)), details_(std::move(details)) {}

ErrorKind classify(int status, std::string_view message) {
  switch (status) {
    case 400: return ErrorKind::bad_request;
    case 401:
    case 407: return ErrorKind::denied;
    case 404: return ErrorKind::not_found;
    case 409: return ErrorKind::conflict;
    case 403:  // Docker: a network that is in use, a subnet that overlaps
      return contains_any(message, {"has active endpoints", "already exists", "overlaps"}) ? ErrorKind::conflict
                                                                                           : ErrorKind::denied;
    case 502:
    case 503:
    case 504: return ErrorKind::unavailable;
    default: return classify_words(message);
  }
}

}  // namespace berth::engine
