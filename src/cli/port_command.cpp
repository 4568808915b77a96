#include <charconv>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/on_project.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;
using engine_api::Port;

struct Options {
  std::vector<std::string> words;  // the service and the port
  std::string protocol = "tcp";
  std::optional<int> index;
};

std::uint16_t port_number(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0)
    throw Error(fmt::format("\"{}\" is no port", text), "write the number of a port in the container");
  return port;
}

/// An address that people can use: IPv4 before IPv6, all interfaces as 0.0.0.0.
const Port* published(const ContainerSummary& container, std::uint16_t wanted, const std::string& protocol) {
  const Port* found = nullptr;
  for (const auto& port : container.ports) {
    if (port.private_port != wanted || port.public_port == 0 || port.protocol != protocol) continue;
    if (found == nullptr || found->ip.find(':') != std::string::npos) found = &port;
  }
  return found;
}

std::string address(const Port& port) {
  if (port.ip.empty()) return fmt::format("0.0.0.0:{}", port.public_port);
  return port.ip.find(':') == std::string::npos ? fmt::format("{}:{}", port.ip, port.public_port)
                                                : fmt::format("[{}]:{}", port.ip, port.public_port);
}

[[noreturn]] void refuse(const ContainerSummary& container, std::uint16_t wanted, const std::string& protocol) {
  std::set<std::string> there;
  for (const auto& port : container.ports) {
    if (port.public_port != 0) there.insert(fmt::format("{}/{}", port.private_port, port.protocol));
  }
  throw Error(fmt::format("no port {}/{} for container {}", wanted, protocol, container.name()),
              there.empty() ? "it publishes none" : fmt::format("it publishes {}", fmt::join(there, ", ")));
}

asio::awaitable<int> show(Session& session, const ProjectOrName& source, const Options& options) {
  const auto wanted = port_number(options.words[1]);
  const auto container = co_await container_of_service(session.engine(), source.name, options.words[0], options.index);
  const auto* found = published(container, wanted, options.protocol);
  if (found == nullptr) refuse(container, wanted, options.protocol);
  write(Stream::out, address(*found) + "\n");
  co_return 0;
}

int run(Context& context, const Options& options) {
  if (options.words.size() != 2) throw Error("port needs a service and a port", "see \"berth port --help\"");
  return on_project(context, {options.words[0]}, OnSignal::leave,
                    [&](Session& session, const ProjectOrName& source) { return show(session, source, options); });
}

}  // namespace

void add_port_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("port", "Show where a port of a service can be reached on this host")
      .option("--index", options->index, "N", "The container of this number, of several")
      .choice("--protocol", options->protocol, {"tcp", "udp"}, "tcp, which is usual, or udp")
      .arguments("SERVICE PORT", options->words, "")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
