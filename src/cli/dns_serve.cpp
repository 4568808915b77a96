#include "cli/dns_serve.hpp"

#include <charconv>
#include <cstdlib>
#include <exception>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "cli/surroundings.hpp"
#include "dns/feed.hpp"
#include "engine_client/process_identity.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

struct Places {
  std::string folder, record, lock, log;
};

Places places_of(const Context& context) {
  const auto [runtime, state] = engine::kept_folders(surroundings(context));
  return {runtime, runtime + "/dns.json", runtime + "/dns.lock", state + "/dns.log"};
}

std::string introduction(const dns::Server& server, const DnsServe& options) {
  return fmt::format("berth dns: listening on {} port {} for names below {}\n",
                     fmt::join(options.server.addresses, " and "), server.port(), options.suffix);
}

std::string_view rcode_text(dns::Rcode rcode) {
  switch (rcode) {
    case dns::Rcode::no_error: return "NOERROR";
    case dns::Rcode::format_error: return "FORMERR";
    case dns::Rcode::server_failure: return "SERVFAIL";
    case dns::Rcode::name_error: return "NXDOMAIN";
    case dns::Rcode::not_implemented: return "NOTIMP";
    case dns::Rcode::refused: return "REFUSED";
    case dns::Rcode::not_authoritative: return "NOTAUTH";
    case dns::Rcode::bad_version: return "BADVERS";
    case dns::Rcode::bad_cookie: return "BADCOOKIE";
  }
  return "?";
}

void log_query(const dns::QueryRecord& record) {
  const auto& question = record.query->question;
  const auto name = question ? dns::DomainName::from_wire(question->key()).text() : "-";
  const auto type = question ? dns::text_of(static_cast<dns::Type>(question->type)) : "-";
  const auto asker = dns::rdata::text(dns::Type::a, dns::rdata::address(record.asker));  // of either family
  write(Stream::out, fmt::format("{} {} {} {} {} {}\n", record.transport, asker, escape_terminal(name), type,
                                 rcode_text(record.answer.rcode), record.answer.size));
}

/// What follows runs in a child of its own session; the parent writes down who that is, and ends.
void go_to_background(asio::io_context& loop, const Places& places, const dns::Server& server,
                      const DnsServe& options) {
  const int log = ::open(places.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (log < 0) throw Error("cannot be written", {}, places.log);
  loop.notify_fork(asio::execution_context::fork_prepare);
  const auto child = ::fork();
  if (child < 0) throw Error("the name server cannot be started", "see ulimit -u");
  if (child > 0) {
    const auto identity = engine::identify_process(child);
    if (!identity) throw Error("the name server ended at once", fmt::format("its log is {}", places.log));
    engine::write_process_record(places.record, {*identity, fmt::format("{} {} {}", options.server.addresses.front(),
                                                                        server.port(), options.suffix)});
    write(Stream::out, introduction(server, options));
    ::_exit(0);
  }
  loop.notify_fork(asio::execution_context::fork_child);
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::chdir("/");
}

class Service {
 public:
  /// `lock` is held until the server is in the background.
  Service(Session& session, DnsServe& options, std::optional<engine::StartLock>& lock)
      : session_(session),
        options_(options),
        lock_(lock),
        places_(places_of(session.context())),
        names_(parse_dns_suffix(options.suffix)),
        server_(session.loop().get_executor(), options.server) {}

  asio::awaitable<int> run() {
    co_await lifecycle::with_tasks([this](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
      tasks.spawn(server_.run());
      co_await feed();
    });
    co_return 0;
  }

 private:
  /// An engine that goes away for long takes its containers' names with it until it is back.
  asio::awaitable<void> feed() {
    dns::Feed feed(session_.engine(), [this](const std::vector<dns::InstanceChange>& changes) { take(changes); });
    for (;;) {
      try {
        co_await feed.run();
      } catch (const engine::EngineError& error) {
        if (!started_) throw;
        write(Stream::error, fmt::format("berth dns: {}\n", escape_terminal(error.what())));
        feed.forget();
      }
    }
  }

  void take(const std::vector<dns::InstanceChange>& changes) {
    names_.apply(changes);
    server_.set_zone(names_.zone());
    if (std::exchange(started_, true)) return;
    ::malloc_trim(0);  // what reading the engine's lists took
    if (options_.foreground) return write(Stream::out, introduction(server_, options_));
    go_to_background(session_.loop(), places_, server_, options_);
    lock_.reset();  // the copy of the child, which would hold it for ever
  }

  Session& session_;
  DnsServe& options_;
  std::optional<engine::StartLock>& lock_;
  Places places_;
  dns::NameTable names_;
  dns::Server server_;
  bool started_ = false;
};

}  // namespace

int serve_dns(Context& context, DnsServe options) {
  const auto places = places_of(context);
  std::optional<engine::StartLock> lock;
  if (!options.foreground) {
    engine::make_private_folder(places.folder);
    engine::make_private_folder(places.log.substr(0, places.log.rfind('/')));
    lock.emplace(places.lock);
    if (const auto running = engine::recorded_process(places.record)) {
      const auto at = parse_dns_address(running->address);
      write(Stream::out,
            fmt::format("berth dns: runs already on {} port {} for names below {}\n", at.address, at.port, at.suffix));
      return 0;
    }
  }
  if (options.log_queries) options.server.on_query = log_query;
  Session session(context);
  Service service(session, options, lock);
  return session.run(OnSignal::leave, [&] { return service.run(); });
}

dns::DomainName parse_dns_suffix(const std::string& text) {
  const auto suffix = dns::DomainName::from_text(text);
  if (!suffix || suffix->is_root()) {
    throw Error(fmt::format("\"{}\" is no suffix for names", text), "write it like berth.test");
  }
  return *suffix;
}

std::optional<engine::ProcessRecord> running_dns_server(const Context& context) {
  return engine::recorded_process(places_of(context).record);
}

bool stop_dns_server(const Context& context) {
  const auto places = places_of(context);
  engine::make_private_folder(places.folder);
  const engine::StartLock lock(places.lock);
  return engine::stop_recorded_process(places.record);
}

DnsServerAddress parse_dns_address(const std::string& text) {
  const auto words = split(text, ' ');
  DnsServerAddress address;
  if (words.size() != 3) return address;
  address.address = words[0];
  std::from_chars(words[1].data(), words[1].data() + words[1].size(), address.port);
  address.suffix = words[2];
  return address;
}

}  // namespace berth::cli
