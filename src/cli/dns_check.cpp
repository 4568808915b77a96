#include "cli/dns_check.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/dns_serve.hpp"
#include "cli/session.hpp"
#include "dns/client.hpp"
#include "dns/feed.hpp"

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

bool is_loopback(const dns::Rdata& address) {
  return address.bytes.size() == 4 && address.bytes.front() == 127;
}

void line(std::string_view title, const std::string& text) {
  write(Stream::out, fmt::format("{:<14} {}\n", title, escape_terminal(text)));
}

sockaddr_storage socket_address(const Place& place, socklen_t& size) {
  sockaddr_storage storage{};
  if (place.address.bytes.size() == 4) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(place.port);
    std::memcpy(&v4.sin_addr, place.address.bytes.data(), sizeof(v4.sin_addr));
    size = sizeof(v4);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(place.port);
    std::memcpy(&v6.sin6_addr, place.address.bytes.data(), sizeof(v6.sin6_addr));
    size = sizeof(v6);
  }
  return storage;
}

/// "" when somebody takes the connection, otherwise why not.
std::string connect_to(const Place& place) {
  socklen_t size = 0;
  const auto there = socket_address(place, size);
  const int socket = ::socket(there.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return std::strerror(errno);
  int error = ::connect(socket, reinterpret_cast<const sockaddr*>(&there), size) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd writable{socket, POLLOUT, 0};
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(connection_limit).count();
    socklen_t length = sizeof(error);
    if (::poll(&writable, 1, static_cast<int>(limit)) <= 0) {
      error = ETIMEDOUT;
    } else {
      ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length);
    }
  }
  ::close(socket);
  return error == 0 ? "" : error == ETIMEDOUT ? "no answer within 1 s" : std::strerror(error);
}

/// What this host's own resolver finds.
std::set<std::string> found_by_host(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  std::set<std::string> found;
  if (::getaddrinfo(name.c_str(), nullptr, &hints, &first) != 0) return found;
  for (const auto* one = first; one != nullptr; one = one->ai_next) {
    char text[NI_MAXHOST] = "";
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST) == 0) {
      found.insert(text);
    }
  }
  ::freeaddrinfo(first);
  return found;
}

class Check {
 public:
  Check(Context& context, const std::string& name, const dns::DomainName& suffix, const std::string& project,
        const std::vector<dns::Instance>& instances)
      : context_(context), name_(full_name(name, suffix, project, dns::records_of(instances, suffix))) {
    for (auto& record : dns::records_of(instances, suffix)) {
      if (record.name == name_) records_.push_back(std::move(record));
    }
    collect_places(instances, suffix);
  }

  int run() {
    write(Stream::out, escape_terminal(name_.text()) + "\n");
    show_containers();
    const bool served = show_name_server();
    show_host(served);
    return try_places() ? 0 : 1;
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

  void collect_places(const std::vector<dns::Instance>& instances, const dns::DomainName& suffix) {
    for (const auto& record : records_) {
      if (record.type == dns::Type::srv) {
        const auto port = static_cast<std::uint16_t>(static_cast<unsigned char>(record.data.bytes[4]) << 8 |
                                                     static_cast<unsigned char>(record.data.bytes[5]));
        const auto target = record.data.bytes.substr(6);
        for (const auto& other : dns::records_of(instances, suffix)) {
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
        const auto data = dns::rdata::address(address);
        ways += fmt::format(" {} ({})", text_of(data),
                            is_loopback(data) ? "by published ports" : "this host is on its network");
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

  bool try_places() {
    if (places_.empty()) {
      line("connection", "not tried: no TCP port is known");
      return !addresses_.empty();
    }
    bool any = false;
    for (std::size_t i = 0; i < std::min(places_.size(), most_tried); ++i) {
      const auto problem = connect_to(places_[i]);
      any = any || problem.empty();
      line(i == 0 ? "connection" : "", fmt::format("{} port {}: {}", text_of(places_[i].address), places_[i].port,
                                                   problem.empty() ? "is taken" : problem));
    }
    return any;
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
  Check check(session.context(), name, parse_dns_suffix(suffix), project, instances);
  co_return check.run();
}

}  // namespace

int check_name(Context& context, const std::string& name, const std::string& suffix, const std::string& project) {
  Session session(context);
  return session.run(OnSignal::leave, [&] { return check(session, name, suffix, project); });
}

}  // namespace berth::cli
