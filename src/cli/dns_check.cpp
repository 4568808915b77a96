#include "cli/dns_check.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/dns_serve.hpp"
#include "cli/session.hpp"
#include "dns/client.hpp"
#include "dns/engine_host.hpp"
#include "dns/feed.hpp"
#include "engine_client/port_probe.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto connection_limit = 1s;
constexpr auto answer_limit = 2s;
constexpr std::size_t most_tried = 8;

/// An address of the name, and a port of it.
struct Place {
  dns::Rdata address;
  std::uint16_t port = 0;
  bool operator==(const Place&) const = default;
};

std::string text_of(const dns::Rdata& address) {
  return dns::rdata::text(dns::Type::a, address);  // of either family
}

void line(std::string_view title, const std::string& text) {
  write(Stream::out, fmt::format("{:<14} {}\n", title, escape_terminal(text)));
}

/// What this host's own resolver finds.
std::set<std::string> found_by_host(const std::string& name) {
  std::set<std::string> found;
  for (const auto& address : dns::addresses_of_host(name)) found.insert(text_of(dns::rdata::address(address)));
  return found;
}

class Check {
 public:
  /// `all`: the records of every name.
  Check(Context& context, const std::string& name, const dns::DomainName& suffix, const std::string& project,
        const std::vector<dns::NameRecord>& all)
      : context_(context), name_(full_name(name, suffix, project, all)) {
    std::ranges::copy_if(all, std::back_inserter(records_), [&](const auto& record) { return record.name == name_; });
    collect_places(all);
  }

  asio::awaitable<int> run() {
    write(Stream::out, escape_terminal(name_.text()) + "\n");
    show_containers();
    const bool served = show_name_server();
    show_host(served);
    const bool reached = co_await try_places();
    co_return reached ? 0 : 1;
  }

 private:
  /// "web" is a name of the project here, unless there is a "web" as it is.
  static dns::DomainName full_name(const std::string& text, const dns::DomainName& suffix, const std::string& project,
                                   const std::vector<dns::NameRecord>& records) {
    const auto given = dns::DomainName::from_text(text);
    if (!given) throw Error(given.problem().message, given.problem().hint);
    const auto known = [&](const dns::DomainName& name) {
      return std::ranges::find(records, name, &dns::NameRecord::name) != records.end();
    };
    if (known(*given)) return *given;
    const auto ending = dns::DomainName::from_text(project.empty() ? suffix.text() : project + "." + suffix.text());
    const auto full = ending ? given->below(*ending) : std::nullopt;
    if (full && known(*full)) return *full;
    throw Error(fmt::format("no running container has the name \"{}\"", text), "berth dns ls lists all of them");
  }

  void collect_places(const std::vector<dns::NameRecord>& all) {
    for (const auto& record : records_) {
      if (record.type == dns::Type::srv) {
        const auto port = static_cast<std::uint16_t>(static_cast<unsigned char>(record.data.bytes[4]) << 8 |
                                                     static_cast<unsigned char>(record.data.bytes[5]));
        const auto target = record.data.bytes.substr(6);
        for (const auto& other : all) {
          if (other.name.key() == target && is_address(other)) add({other.data, port});
        }
      }
      if (!is_address(record)) continue;
      addresses_.insert(text_of(record.data));
      for (const auto& port : record.source->ports) {
        if (port.protocol == "tcp") add({record.data, port.port});
      }
    }
  }

  static bool is_address(const dns::NameRecord& record) {
    return record.type == dns::Type::a || record.type == dns::Type::aaaa;
  }

  void add(Place place) {
    if (std::ranges::find(places_, place) == places_.end()) places_.push_back(std::move(place));
  }

  void show_containers() {
    std::set<std::string> shown;
    for (const auto& record : records_) {
      const auto& source = *record.source;
      if (!shown.insert(source.container_name).second) continue;
      std::string ways;
      for (const auto& address : source.addresses) {
        ways += fmt::format(" {} ({})", text_of(dns::rdata::address(address)),
                            dns::is_loopback(address) ? "by published ports" : "this host is on its network");
      }
      const auto health = source.health == dns::Health::none        ? ""
                          : source.health == dns::Health::healthy   ? ", healthy"
                          : source.health == dns::Health::unhealthy ? ", unhealthy"
                                                                    : ", starting";
      line(shown.size() == 1 ? "containers" : "",
           fmt::format("{} {}{}{}", source.container_name, source.state, health,
                       ways.empty() ? " without an address for this host: it publishes no port" : ways));
    }
  }

  bool show_name_server() {
    const auto record = running_dns_server(context_);
    if (!record) {
      line("name server", "none runs: berth dns start");
      return false;
    }
    const auto at = parse_dns_address(record->address);
    const auto type = records_.front().type;
    std::vector<std::string> texts;
    try {
      const auto reply = dns::ask(at.address, at.port, name_, type, dns::Class::internet, answer_limit);
      for (const auto& data : reply.records) texts.push_back(dns::rdata::text(type, data));
    } catch (const Error& error) {
      line("name server", error.what());
      return false;
    }
    line("name server", fmt::format("{} port {} says {}", at.address, at.port,
                                    texts.empty() ? "no data" : fmt::format("{}", fmt::join(texts, ", "))));
    return !texts.empty();
  }

  void show_host(bool served) {
    if (addresses_.empty()) return;
    const auto found = found_by_host(name_.text());
    if (std::ranges::includes(addresses_, found) && !found.empty()) {
      line("this host", fmt::format("finds {}", fmt::join(found, ", ")));
    } else if (found.empty()) {
      line("this host", fmt::format("does not find it: {}, or run programs with berth dns exec",
                                    served ? "sudo berth dns install" : "berth dns start and sudo berth dns install"));
    } else {
      line("this host", fmt::format("finds {}, which is something else", fmt::join(found, ", ")));
    }
  }

  asio::awaitable<bool> try_places() {
    if (places_.empty()) {
      line("connection", "not tried: no TCP port is known");
      co_return !addresses_.empty();
    }
    bool any = false;
    for (std::size_t i = 0; i < std::min(places_.size(), most_tried); ++i) {
      auto address = text_of(places_[i].address);
      const auto answer = co_await engine::ask_port(address, places_[i].port, false, connection_limit);
      const bool open = answer.state == engine::PortState::open;
      any = any || open;
      line(i == 0 ? "connection" : "",
           fmt::format("{} port {}: {}", address, places_[i].port, open ? "is taken" : answer.problem));
    }
    co_return any;
  }

  Context& context_;
  dns::DomainName name_;
  std::vector<dns::NameRecord> records_;
  std::set<std::string> addresses_;
  std::vector<Place> places_;
};

asio::awaitable<int> check(Session& session, const std::string& name, const std::string& suffix,
                           const std::string& project) {
  const auto instances = co_await dns::Feed::look(session.engine());
  const auto below = parse_dns_suffix(suffix);
  Check check(session.context(), name, below, project, dns::records_of(instances, below));
  const int code = co_await check.run();
  co_return code;
}

}  // namespace

int check_name(Context& context, const std::string& name, const std::string& suffix, const std::string& project) {
  Session session(context);
  return session.run(OnSignal::leave, [&] { return check(session, name, suffix, project); });
}

}  // namespace berth::cli
