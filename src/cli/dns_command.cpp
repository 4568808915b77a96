#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/dns_exec.hpp"
#include "cli/dns_serve.hpp"
#include "cli/listing_format.hpp"
#include "cli/project.hpp"
#include "cli/session.hpp"
#include "dns/client.hpp"
#include "dns/feed.hpp"
#include "ui/listing.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto default_suffix = "berth.test";
constexpr auto suffix_help = "Names are below it (berth.test)";
constexpr auto answer_limit = 2s;

struct StartOptions {
  std::vector<std::string> addresses;
  std::optional<int> port;
  std::string suffix = default_suffix;
  std::vector<std::string> allowed;
  std::optional<int> rate;
  bool foreground = false;
  bool log = false;
};

int start(Context& context, const StartOptions& options) {
  DnsServe serve;
  if (!options.addresses.empty()) serve.server.addresses = options.addresses;
  const int port = options.port.value_or(serve.server.port);
  if (port < 1 || port > 65535) throw Error(fmt::format("port {} is out of range (1-65535)", port));
  serve.server.port = static_cast<std::uint16_t>(port);
  if (!options.allowed.empty()) {
    auto allowed = dns::AccessList::from_text(options.allowed);
    if (!allowed) throw Error(allowed.problem().message, allowed.problem().hint);
    serve.server.allowed = *allowed;
  }
  if (options.rate.value_or(0) < 0) throw Error("--rate counts answers a second", "0 is no limit");
  serve.server.answers_per_second = static_cast<std::uint32_t>(options.rate.value_or(0));
  serve.server.version = "berth";
  serve.suffix = options.suffix;
  serve.foreground = options.foreground || options.log;
  serve.log_queries = options.log;
  return serve_dns(context, std::move(serve));
}

int stop(Context& context) {
  write(Stream::out, stop_dns_server(context) ? "berth dns: stopped\n" : "berth dns: was not running\n");
  return 0;
}

DnsServerAddress running_server(const Context& context) {
  const auto record = running_dns_server(context);
  if (!record) throw Error("no name server of Berth runs in the background", "start it: berth dns start");
  return parse_dns_address(record->address);
}

int stats(Context& context) {
  const auto server = running_server(context);
  const auto name = dns::DomainName::from_text("statistics.berth");
  const auto reply = dns::ask(server.address, server.port, *name, dns::Type::txt, dns::Class::chaos, answer_limit);
  for (const auto& record : reply.records) {
    for (const auto& text : dns::rdata::strings(record)) {
      const auto equals = text.find('=');
      if (equals == std::string::npos) continue;
      write(Stream::out, fmt::format("{:<15} {}\n", text.substr(0, equals), text.substr(equals + 1)));
    }
  }
  return 0;
}

std::string_view health_word(dns::Health health) {
  switch (health) {
    case dns::Health::none: return "-";
    case dns::Health::healthy: return "healthy";
    case dns::Health::starting: return "starting";
    case dns::Health::unhealthy: return "unhealthy";
  }
  return "-";
}

ui::Listing listing_of(const std::vector<dns::NameRecord>& records) {
  ui::Listing listing;
  listing.columns = {
      {"NAME", "Name"}, {"TYPE", "Type"}, {"DATA", "Data"}, {"HEALTH", "Health"}, {"CONTAINER", "Container"}};
  for (const auto& record : records) {
    listing.rows.push_back({{"Name", record.name.text()},
                            {"Type", dns::text_of(record.type)},
                            {"Data", dns::rdata::text(record.type, record.data)},
                            {"Health", std::string(health_word(record.source->health))},
                            {"Container", record.source->container_name}});
  }
  return listing;
}

struct ListOptions {
  std::string suffix = default_suffix;
  std::string format = "table";
  bool all = false;
};

asio::awaitable<int> list(Session& session, const ListOptions& options) {
  const auto suffix = dns::DomainName::from_text(options.suffix);
  if (!suffix) throw Error(suffix.problem().message, suffix.problem().hint);
  const auto instances = co_await dns::Feed::look(session.engine());
  auto records = dns::records_of(instances, *suffix);
  std::erase_if(records, [&](const dns::NameRecord& record) {
    return !options.all && (record.type == dns::Type::txt || record.type == dns::Type::ptr);
  });
  write(Stream::out, ui::render(listing_of(records), listing_format(options.format)));
  co_return 0;
}

/// The one in the current folder; none is no error.
std::string project_here(Context& context) {
  return has_compose_file(context) ? load_project_or_name(context).name : context.options.project_name.value_or("");
}

}  // namespace

void add_dns_command(Command& root, Context& context) {
  auto& command = root.command("dns", "Names of services for this host");
  const auto started = std::make_shared<StartOptions>();
  command.command("start", "Answer names of all projects, in the background")
      .option("--address", started->addresses, "ADDRESS", "Listen there (127.0.0.1 and ::1); repeatable")
      .option("--port", started->port, "PORT", "Listen on this port (5354)")
      .option("--suffix", started->suffix, "NAME", suffix_help)
      .option("--allow", started->allowed, "NETWORK", "Answer these networks, not only this host; repeatable")
      .option("--rate", started->rate, "NUMBER", "Answers a second to one address; more are cut (no limit)")
      .flag("--foreground", started->foreground, "Stay until Ctrl-C")
      .flag("--log", started->log, "Stay, and print a line for every query")
      .run([started, &context] { return start(context, *started); });
  command.command("stop", "End the name server in the background").run([&context] { return stop(context); });
  const auto listed = std::make_shared<ListOptions>();
  command.command("ls", "List the names of all projects")
      .flag("-a,--all", listed->all, "TXT and PTR, too")
      .option("--suffix", listed->suffix, "NAME", suffix_help)
      .option("--format", listed->format, "FORMAT", format_help)
      .run([listed, &context] {
        Session session(context);
        return session.run(OnSignal::leave, [&] { return list(session, *listed); });
      });
  command.command("stats", "What the name server in the background has counted").run([&context] {
    return stats(context);
  });
  const auto words = std::make_shared<std::vector<std::string>>();
  const auto suffix = std::make_shared<std::string>(default_suffix);
  command.command("exec", "Run a program that finds services by their names")
      .option("--suffix", *suffix, "NAME", suffix_help)
      .verbatim_arguments("COMMAND [ARG...]", *words)
      .run([words, suffix, &context] {
        if (words->empty()) throw Error("no command is given", "for example: berth dns exec -- curl http://web:8080");
        return exec_with_names(context, *suffix, project_here(context), *words);
      });
}

}  // namespace berth::cli
