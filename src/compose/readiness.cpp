#include "compose/readiness.hpp"

#include <array>
#include <regex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compose/extension_reader.hpp"
#include "compose/sound.hpp"
#include "yaml/resolve.hpp"

namespace berth::compose {
namespace {

using yaml::Node;

constexpr std::string_view forms =
    "write one of tcp: PORT, http: {port: PORT, path: /health, status: 200}, log: PATTERN, exec: COMMAND";

/// Reads `x-berth.ready` of one service; what is wrong is told and leaves nothing.
class Reader : public ExtensionReader {
 public:
  Reader(std::string path, Diagnostics& diagnostics) : ExtensionReader(std::move(path), forms, diagnostics) {}

  std::optional<Readiness> read(const yaml::Entry& ready) {
    if (!ready.value.is_mapping()) {
      tell("invalid-type", ready.value.span(), "", "must say what to look at", hint());
      return std::nullopt;
    }
    Readiness out;
    const yaml::Entry* used = nullptr;
    for (const auto& entry : ready.value.mapping()) {
      if (!known(entry, {"tcp", "http", "log", "exec"}, "")) continue;
      if (used != nullptr) tell("invalid-value", entry.key_span, "", "takes one of tcp, http, log and exec", hint());
      used = &entry;
    }
    if (used == nullptr && !failed()) tell("missing-attribute", ready.key_span, "", "says nothing", hint());
    if (used == nullptr || failed()) return std::nullopt;
    read_form(*used, out);
    return failed() ? std::nullopt : std::optional(out);
  }

 private:
  void read_form(const yaml::Entry& entry, Readiness& out) {
    if (entry.key == "tcp") {
      out.kind = Readiness::Kind::tcp;
      out.port = number<std::uint16_t>(entry, "tcp", 1, 65535);
    } else if (entry.key == "http") {
      out.kind = Readiness::Kind::http;
      read_http(entry, out);
    } else if (entry.key == "log") {
      out.kind = Readiness::Kind::log;
      read_pattern(entry, out);
    } else {
      out.kind = Readiness::Kind::exec;
      read_command(entry, out);
    }
  }

  void read_http(const yaml::Entry& http, Readiness& out) {
    if (!http.value.is_mapping()) {
      out.port = number<std::uint16_t>(http, "http", 1, 65535);
      return;
    }
    for (const auto& entry : http.value.mapping()) {
      if (!known(entry, {"port", "path", "status"}, "http")) continue;
      const auto at = "http." + entry.key;
      if (entry.key == "port") out.port = number<std::uint16_t>(entry, at, 1, 65535);
      if (entry.key == "status") out.status = number<int>(entry, at, 100, 599);
      if (entry.key == "path") out.path = path_of(entry, at);
    }
    if (out.port == 0 && !failed()) tell("missing-attribute", http.key_span, "http", "names no port", hint());
  }

  std::string path_of(const yaml::Entry& entry, const std::string& at) {
    const auto text = text_of(entry, at);
    const auto printable = [](unsigned char c) { return c > 0x20 && c < 0x7f; };
    if (text.starts_with('/') && std::ranges::all_of(text, printable)) return text;
    tell("invalid-value", entry.value.span(), at, "must be a path that begins with \"/\", encoded as in a URL");
    return {};
  }

  void read_pattern(const yaml::Entry& entry, Readiness& out) {
    out.pattern = text_of(entry, "log");
    try {
      const std::regex compiled(out.pattern, std::regex::ECMAScript);
    } catch (const std::regex_error&) {
      tell("invalid-value", entry.value.span(), "log", "is no regular expression",
           "put a backslash before characters that are meant as they are");
    }
  }

  void read_command(const yaml::Entry& entry, Readiness& out) {
    if (!entry.value.is_sequence()) {
      out.command = {"/bin/sh", "-c", text_of(entry, "exec")};
      return;
    }
    for (const auto& word : entry.value.sequence()) {
      if (!word.is_scalar()) return tell("invalid-type", word.span(), "exec", "must be a list of words");
      out.command.push_back(yaml::scalar_text(word));
    }
    if (out.command.empty()) tell("invalid-value", entry.value.span(), "exec", "has no words");
  }
};

}  // namespace

std::string describe(const Readiness& readiness) {
  switch (readiness.kind) {
    case Readiness::Kind::tcp: return fmt::format("tcp {}", readiness.port);
    case Readiness::Kind::http: return fmt::format("http {}{}", readiness.port, readiness.path);
    case Readiness::Kind::log: return fmt::format("log /{}/", readiness.pattern);
    case Readiness::Kind::exec: break;
  }
  return "exec";  // the words of a command may hold a password
}

std::map<std::string, Readiness> read_readiness(const Node& model, Diagnostics& diagnostics) {
  std::map<std::string, Readiness> found;
  for (const auto& service : mapping_of(model, "services")) {
    const auto* extension = service.value.is_mapping() ? service.value.find("x-berth") : nullptr;
    if (extension == nullptr || !extension->is_mapping()) continue;
    for (const auto& entry : extension->mapping()) {
      if (entry.key != "ready" || entry.value.broken()) continue;
      Reader reader(fmt::format("services.{}.x-berth.ready", service.key), diagnostics);
      if (auto readiness = reader.read(entry)) found.emplace(service.key, std::move(*readiness));
    }
  }
  return found;
}

}  // namespace berth::compose
