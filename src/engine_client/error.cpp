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

/// Words by which a failure is known; an engine that says them differently one day is only explained less well.
struct Words {
  std::string_view text;
  ErrorKind kind;
};

/// Podman answers with 500 where Docker has a status of its own; only the words tell. The first that is found counts.
constexpr Words words_of_kinds[] = {
    {"executable file", ErrorKind::failed},  // "… not found in $PATH"
    {"no such container", ErrorKind::not_found},
    {"no such image", ErrorKind::not_found},
    {"no such network", ErrorKind::not_found},
    {"no such volume", ErrorKind::not_found},
    {"no such exec", ErrorKind::not_found},
    {"no such object", ErrorKind::not_found},
    {"no container with", ErrorKind::not_found},
    {"manifest unknown", ErrorKind::not_found},
    {"not found", ErrorKind::not_found},
    {"address already in use", ErrorKind::failed},  // a port, which no other call can free
    {"already in use", ErrorKind::conflict},
    {"already exists", ErrorKind::conflict},
    {"already used", ErrorKind::conflict},
    {"is being used", ErrorKind::conflict},
    {"in use by", ErrorKind::conflict},
    {"has active endpoints", ErrorKind::conflict},
    {"has associated containers", ErrorKind::conflict},
    {"overlaps", ErrorKind::conflict},
    {"unique constraint failed", ErrorKind::conflict},
    {"container state improper", ErrorKind::conflict},
    {"cannot remove container", ErrorKind::conflict},
    {"is not connected", ErrorKind::conflict},
    {"is not running", ErrorKind::conflict},
};

ErrorKind classify_words(std::string_view message, ErrorKind otherwise) {
  const auto text = to_lower(message);
  for (const auto& words : words_of_kinds) {
    if (text.find(words.text) != std::string::npos) return words.kind;
  }
  return otherwise;
}

struct Advice {
  std::string_view text;
  std::string_view hint;
};

constexpr Advice advices[] = {
    {"container-init binary not found",
     "init: true needs catatonit where the engine runs (Debian, Ubuntu: apt-get install catatonit)"},
    {"port is already allocated", "another container publishes this port: change ports: or stop that container"},
    {"address already in use", "another program has this port (ss -ltnp shows which): change ports: or stop it"},
    {"rlimit_", "the engine may not raise this limit: lower ulimits:, or default_ulimits in its containers.conf"},
    {"hybrid mode not supported", "install runc and set runtime = \"runc\" in the engine's containers.conf"},
    {"no basic auth credentials", "log in first: docker login <registry>"},
    {"unauthorized", "log in first: docker login <registry>"},
    {"pull access denied", "is the name right? A private image needs docker login first"},
    {"exporting multiple references to image store",
     "build one platform, or switch the engine to its containerd image store"},
    {"unknown cache exporter", "this engine exports caches of type=inline only; a containerd image store knows more"},
    {"unknown cache importer", "this engine imports caches from images only; a containerd image store knows more"},
    {"security.insecure is not allowed",
     "the engine's builder must allow it: \"builder\": {\"entitlements\": "
     "{\"security-insecure\": true}} in its daemon.json"},
    {"no space left on device", "the engine's disk is full: docker system df shows what takes it"},
    {"overlaps with other one", "another network has these addresses: change ipam:, or remove that network"},
    {"predefined address pools", "too many networks: remove some that nobody uses (docker network prune)"},
};

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
    case 403:  // Docker uses it for networks that are in use or overlap, too
      return classify_words(message, ErrorKind::denied);
    case 502:
    case 503:
    case 504: return ErrorKind::unavailable;
    default: return classify_words(message, ErrorKind::failed);
  }
}

std::string advice_on(std::string_view message) {
  const auto text = to_lower(message);
  for (const auto& advice : advices) {
    if (text.find(advice.text) != std::string::npos) return std::string(advice.hint);
  }
  return {};
}

}  // namespace berth::engine
