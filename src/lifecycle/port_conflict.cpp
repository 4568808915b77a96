#include "lifecycle/port_conflict.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "engine_client/listening_process.hpp"
#include "plan/labels.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;

/// Docker: "listen tcp4 127.0.0.1:80: bind: address already in use", "Bind for 0.0.0.0:80 failed: port is already
/// allocated"; Podman and rootless networking use the first form.
struct Phrase {
  std::string_view words;
  bool by_container;
};
constexpr Phrase phrases[] = {{": bind: address already in use", false},
                              {" failed: port is already allocated", true},
                              {": address already in use", false}};

std::optional<std::uint16_t> number_at_end(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

/// Docker 28: "failed to bind host port for 127.0.0.1:80:172.17.0.2:8080/tcp: address already in use", later without
/// "for" and the container's address. The first address is the host's; one of IPv6 stands in brackets.
std::optional<std::uint16_t> number_behind_address(std::string_view engine_words) {
  constexpr std::string_view words = "failed to bind host port ";
  const auto found = engine_words.find(words);
  if (found == std::string_view::npos || engine_words.find("address already in use", found) == std::string_view::npos)
    return std::nullopt;
  auto text = engine_words.substr(found + words.size());
  if (text.starts_with("for ")) text.remove_prefix(4);
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = text.find(':', bracket);
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = text.substr(0, text.find_first_not_of("0123456789", colon + 1));
  return number_at_end(port);
}

bool publishes(const engine_api::ContainerSummary& container, std::uint16_t port) {
  for (const auto& candidate : container.ports) {
    if (candidate.public_port == port) return true;
  }
  return false;
}

}  // namespace

std::optional<TakenPort> taken_port(std::string_view engine_words) {
  if (const auto port = number_behind_address(engine_words)) return TakenPort{*port, false};
  for (const auto& phrase : phrases) {
    const auto found = engine_words.find(phrase.words);
    if (found == std::string_view::npos) continue;
    if (const auto port = number_at_end(engine_words.substr(0, found))) return TakenPort{*port, phrase.by_container};
  }
  return std::nullopt;
}

asio::awaitable<std::string> describe_holder(engine::Engine& engine, TakenPort taken) {
  const auto port = taken.port;
  const auto containers = co_await engine.list_containers({}, false);
  for (const auto& container : containers) {
    if (!publishes(container, port)) continue;
    const auto& project = container.label(plan::label::project);
    const auto of = project.empty() ? std::string() : fmt::format(" of project {}", project);
    co_return fmt::format("port {} is published by container {}{}: stop it, or publish another port", port,
                          container.name(), of);
  }
  const bool here = engine.address().starts_with("unix://");
  const auto process = here ? engine::find_listening_process(port) : std::nullopt;
  if (process) {
    co_return fmt::format("process {} (pid {}) listens on port {}: stop it, or publish another port", process->name,
                          process->pid, port);
  }
  co_return fmt::format(
      "another process of {} listens on port {} (`ss -ltnp sport = :{}` names it): stop it, or publish another port",
      here ? "this machine" : "the engine's machine", port, port);
}

}  // namespace berth::lifecycle
