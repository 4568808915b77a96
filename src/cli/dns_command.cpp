#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/dns_check.hpp"
#include "cli/dns_exec.hpp"
#include "cli/dns_install.hpp"
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
  std::vector<std::string> forward;
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
  for (const auto& text : options.forward) {
    const auto upstream = dns::parse_upstream(text);
    if (!upstream) throw Error(upstream.problem().message, upstream.problem().hint);
    serve.server.forward.upstreams.push_back(*upstream);
  }
  serve.server.own_suffix = options.suffix;
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

void add_check(Command& command, Context& context) {
  const auto names = std::make_shared<std::vector<std::string>>();
  const auto suffix = std::make_shared<std::string>(default_suffix);
  command.command("check", "Say which way a name goes, and try it")
      .arguments("NAME", *names, "For example web, or web.shop.berth.test")
      .option("--suffix", *suffix, "NAME", suffix_help)
      .run([names, suffix, &context] {
        if (names->size() != 1) throw Error("give one name", "for example: berth dns check web");
        return check_name(context, names->front(), *suffix, project_here(context));
      });
}

struct InstallOptions {
  DnsInstall install;
  std::optional<int> port;
  std::optional<std::string> address, suffix;
};

/// What is not given is what the server in the background has, if this user has one.
DnsInstall completed(const Context& context, const InstallOptions& given) {
  auto install = given.install;
  install.dry_run = context.options.dry_run;
  if (const auto record = running_dns_server(context)) {
    const auto at = parse_dns_address(record->address);
    install.place = {at.address, at.port, at.suffix};
  }
  if (given.address) install.place.address = *given.address;
  if (given.suffix) install.place.suffix = parse_dns_suffix(*given.suffix).text();
  if (!dns::parse_upstream(install.place.address)) {
    throw Error(fmt::format("\"{}\" is no address", install.place.address), "give that of the name server");
  }
  if (given.port && (*given.port < 1 || *given.port > 65535)) {
    throw Error(fmt::format("port {} is out of range (1-65535)", *given.port));
  }
  if (given.port) install.place.port = static_cast<std::uint16_t>(*given.port);
  return install;
}

void add_installs(Command& command, Context& context) {
  const auto given = std::make_shared<InstallOptions>();
  const auto kinds = fmt::format("Way to do it: {} (as this host has it)", fmt::join(dns::setup_kinds(), ", "));
  command.command("install", "Let this host's resolver ask the name server for its names")
      .option("--with", given->install.with, "KIND", kinds)
      .option("--address", given->address, "ADDRESS", "Of the name server (127.0.0.1)")
      .option("--port", given->port, "PORT", "Of the name server (5354)")
      .option("--suffix", given->suffix, "NAME", suffix_help)
      .run([given, &context] { return install_names(completed(context, *given)); });
  command.command("uninstall", "Undo what install has done")
      .option("--suffix", given->suffix, "NAME", suffix_help)
      .run([given, &context] { return uninstall_names(completed(context, *given)); });
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
      .option("--forward", started->forward, "ADDRESS",
              "Ask this name server for names elsewhere (refused); repeatable")
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
  add_check(command, context);
  add_installs(command, context);
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
