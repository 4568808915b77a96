#include "dns/desk.hpp"

#include <chrono>
#include <random>
#include <utility>

namespace berth::dns {
namespace {

std::uint64_t random_word() {
  static std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

CookieSecret new_secret() {
  CookieSecret secret;
  for (auto& byte : secret) byte = static_cast<std::uint8_t>(random_word());
  return secret;
}

std::uint32_t unix_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::uint64_t steady_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

Desk::Desk(const ServerOptions& options, Forwarder& forwarder)
    : options_(options),
      forwarder_(forwarder),
      context_{options.version, {}, new_secret(), !options.forward.upstreams.empty(), Shuffler(random_word())},
      limiter_(options.answers_per_second),
      zone_(ZoneBuilder().build()) {}

void Desk::set_zone(std::shared_ptr<const Zone> zone) {
  zone_ = std::move(zone);
  ++counters_.zone_changes;
}

/// Who shows a cookie of ours has its address for its own (RFC 7873 section 5.2.5): no limit is needed.
bool Desk::may_be_answered(Query& query, Bytes asker, bool tcp) {
  if (tcp || options_.answers_per_second == 0) return true;
  if (query.edns && query.edns->cookie &&
      is_our_cookie(query.edns->server_cookie, *query.edns->cookie, asker, unix_time(), context_.secret)) {
    return true;
  }
  switch (limiter_.decide(asker, steady_milliseconds())) {
    case RateLimiter::Decision::answer: return true;
    case RateLimiter::Decision::drop: ++counters_.rate_limited; return false;
    case RateLimiter::Decision::truncate:
      ++counters_.rate_limited;
      query.come_again_over_tcp = true;
      return true;
  }
  return true;
}

/// Names of projects do not leave this host, also those of projects that are down.
bool Desk::is_to_be_forwarded(const Query& query) const {
  if (options_.forward.upstreams.empty() || query.verdict != Verdict::answer) return false;
  const bool asked_for = query.recursion_desired && !query.come_again_over_tcp &&
                         query.question->qclass == static_cast<std::uint16_t>(Class::internet);
  if (!asked_for || zone_->find(query.question->key()).apex != nullptr) return false;
  const auto own = DomainName::from_text(options_.own_suffix);
  return !own || !DomainName::from_wire(query.question->key()).is_within(*own);
}

Asker Desk::asker_of(const Query& query, Bytes address, bool tcp) {
  const bool timed = query.edns && query.edns->cookie;  // only cookies need to know how late it is
  return {tcp, address, timed ? unix_time() : 0};
}

std::size_t Desk::forward(const Query& query, Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room,
                          const std::function<LateAnswer()>& later) {
  if (is_special_use(query.question->key())) {
    const RelayedAnswer nobodys{.rcode = Rcode::name_error};
    return finish(query, asker, tcp, relay(query, &nobodys, 0, asker_of(query, asker, tcp), context_, room));
  }
  if (const auto kept = forwarder_.find(query); kept.answer != nullptr) {
    ++counters_.from_cache;
    return finish(query, asker, tcp, relay(query, kept.answer, kept.age, asker_of(query, asker, tcp), context_, room));
  }
  ++counters_.forwarded;
  const std::vector<std::uint8_t> whole(message.begin(), message.end());
  const std::vector<std::uint8_t> address(asker.begin(), asker.end());
  forwarder_.ask(query, [this, whole, address, tcp, send = later()](const RelayedAnswer* found) {
    const auto again = parse_query(whole);
    std::vector<std::uint8_t> answered(tcp ? tcp_limit : udp_limit);
    const auto size =
        finish(again, address, tcp, relay(again, found, 0, asker_of(again, address, tcp), context_, answered));
    send(Bytes(answered).first(size));
  });
  return 0;
}

std::size_t Desk::serve(Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room,
                        const std::function<LateAnswer()>& later) {
  ++(tcp ? counters_.tcp_queries : counters_.udp_queries);
  if (!options_.allowed.allows(asker)) {
    ++counters_.not_allowed;
    return 0;
  }
  auto query = parse_query(message);
  if (query.verdict == Verdict::drop) {
    ++counters_.dropped;
    return 0;
  }
  if (!may_be_answered(query, asker, tcp)) return 0;
  if (query.question && query.question->qclass == static_cast<std::uint16_t>(Class::chaos)) {
    context_.statistics = as_texts(counters_);
  }
  if (is_to_be_forwarded(query)) return forward(query, message, asker, tcp, room, later);
  return finish(query, asker, tcp, answer(query, *zone_, asker_of(query, asker, tcp), context_, room));
}

std::size_t Desk::finish(const Query& query, Bytes asker, bool tcp, const Answer& answer) {
  if (options_.on_query) options_.on_query({tcp ? "tcp" : "udp", asker, &query, answer});
  if (answer.truncated) ++counters_.truncated;
  switch (answer.rcode) {
    case Rcode::no_error: ++counters_.answered; break;
    case Rcode::name_error: ++counters_.no_such_name; break;
    case Rcode::refused: ++counters_.refused; break;
    default: ++counters_.other_errors; break;
  }
  return answer.size;
}

}  // namespace berth::dns
