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

Desk::Desk(const ServerOptions& options)
    : options_(options),
      context_{options.version, {}, new_secret(), Shuffler(random_word())},
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

std::size_t Desk::serve(Bytes message, Bytes asker, bool tcp, std::span<std::uint8_t> room) {
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
  const bool timed = query.edns && query.edns->cookie;  // only cookies need to know how late it is
  const auto result = answer(query, *zone_, {tcp, asker, timed ? unix_time() : 0}, context_, room);
  count(result);
  if (options_.on_query) options_.on_query({tcp ? "tcp" : "udp", asker, &query, result});
  return result.size;
}

void Desk::count(const Answer& answer) {
  if (answer.truncated) ++counters_.truncated;
  switch (answer.rcode) {
    case Rcode::no_error: ++counters_.answered; break;
    case Rcode::name_error: ++counters_.no_such_name; break;
    case Rcode::refused: ++counters_.refused; break;
    default: ++counters_.other_errors; break;
  }
}

}  // namespace berth::dns
