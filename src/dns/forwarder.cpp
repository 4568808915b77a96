#include "dns/forwarder.hpp"

#include <array>
#include <charconv>
#include <map>
#include <random>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "lifecycle/task_group.hpp"

namespace berth::dns {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_datagram = 4096;

std::uint64_t seconds_now() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count());
}

/// What is asked, without its query, which is gone by the time of the answer.
struct Asked {
  std::vector<std::uint8_t> message;  // but for its id
  std::size_t question_size = 0;

  [[nodiscard]] Bytes question() const { return Bytes(message).subspan(header_size, question_size); }
};

/// Nobody who does not see our queries can guess it (RFC 5452 section 9.2).
std::uint16_t random_id() {
  static std::random_device device;
  return static_cast<std::uint16_t>(device());
}

void set_id(std::vector<std::uint8_t>& message, std::uint16_t id) {
  message[0] = static_cast<std::uint8_t>(id >> 8);
  message[1] = static_cast<std::uint8_t>(id);
}

/// Closes what it holds when the time is up, so whoever waits for it goes on.
template <typename Socket>
class Limited {
 public:
  Limited(const asio::any_io_executor& executor, Clock::time_point end)
      : socket(std::make_shared<Socket>(executor)), timer_(executor, end) {
    timer_.async_wait([held = std::weak_ptr(socket)](const boost::system::error_code& error) {
      boost::system::error_code ignored;
      if (const auto alive = held.lock(); alive && !error) alive->close(ignored);
    });
  }

  std::shared_ptr<Socket> socket;

 private:
  asio::steady_timer timer_;
};

/// From a port of its own, which the kernel chooses at random: an answer that was not asked for does not get here.
asio::awaitable<std::optional<RelayedAnswer>> ask_over_udp(Upstream upstream, Asked asked, Clock::time_point end) {
  const auto executor = co_await asio::this_coro::executor;
  const Limited<udp::socket> limited(executor, end);
  auto& socket = *limited.socket;
  const auto id = random_id();
  set_id(asked.message, id);
  boost::system::error_code error;
  const udp::endpoint there(asio::ip::make_address(upstream.address), upstream.port);
  socket.open(there.protocol(), error);
  if (!error) socket.connect(there, error);
  if (!error) {
    co_await socket.async_send(asio::buffer(asked.message), asio::redirect_error(asio::use_awaitable, error));
  }
  std::array<std::uint8_t, largest_datagram> room;
  while (!error) {
    const auto size =
        co_await socket.async_receive(asio::buffer(room), asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    auto answer = read_relayed(Bytes(room).first(size), asked.question(), id);
    if (answer) co_return std::move(*answer);
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<RelayedAnswer>> ask_over_tcp(Upstream upstream, Asked asked, Clock::time_point end) {
  const auto executor = co_await asio::this_coro::executor;
  const Limited<tcp::socket> limited(executor, end);
  auto& socket = *limited.socket;
  const auto id = random_id();
  set_id(asked.message, id);
  const auto size = static_cast<std::uint16_t>(asked.message.size());
  std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
  const std::array<asio::const_buffer, 2> whole{asio::buffer(length), asio::buffer(asked.message)};
  boost::system::error_code error;
  const tcp::endpoint there(asio::ip::make_address(upstream.address), upstream.port);
  co_await socket.async_connect(there, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return std::nullopt;
  co_await asio::async_write(socket, whole, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return std::nullopt;
  co_await asio::async_read(socket, asio::buffer(length), asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return std::nullopt;
  std::vector<std::uint8_t> message(static_cast<std::size_t>(length[0] << 8 | length[1]));
  co_await asio::async_read(socket, asio::buffer(message), asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return std::nullopt;
  auto answer = read_relayed(message, asked.question(), id);
  if (!answer || answer->truncated) co_return std::nullopt;
  co_return std::move(*answer);
}

}  // namespace

struct Forwarder::State {
  State(const asio::any_io_executor& given, ForwardOptions wanted)
      : executor(given), options(std::move(wanted)), cache(options.cache_bytes) {}

  /// Whether the answer is worth more than that of the next server.
  static bool is_good(const std::optional<RelayedAnswer>& answer) {
    return answer && (answer->rcode == Rcode::no_error || answer->rcode == Rcode::name_error);
  }

  asio::awaitable<std::optional<RelayedAnswer>> ask_one(Upstream upstream, Asked asked, Clock::time_point end) {
    auto answer = co_await ask_over_udp(upstream, asked, end);
    if (answer && answer->truncated) answer = co_await ask_over_tcp(upstream, asked, end);
    co_return answer;
  }

  /// The servers in their order, and again, as long as there is time.
  asio::awaitable<void> ask_all(std::string key, Asked asked) {
    const auto deadline = Clock::now() + options.deadline;
    std::optional<RelayedAnswer> answer;
    for (std::size_t turn = 0; !is_good(answer) && Clock::now() < deadline; ++turn) {
      const bool all_said = turn >= options.upstreams.size() && answer;  // something, if nothing good
      if (all_said || turn >= 3 * options.upstreams.size()) break;
      const auto end = std::min(deadline, Clock::now() + options.patience);
      auto upstream = options.upstreams[turn % options.upstreams.size()];
      auto found = co_await ask_one(std::move(upstream), asked, end);
      if (found) answer = std::move(found);
    }
    auto waiting = std::move(waiters.extract(key).mapped());
    if (answer) cache.put(key, *answer, seconds_now());
    for (const auto& done : waiting) done(answer ? &*answer : nullptr);
  }

  asio::any_io_executor executor;
  ForwardOptions options;
  AnswerCache cache;
  std::map<std::string, std::vector<Done>> waiters;  // by what they ask
  lifecycle::TaskGroup* tasks = nullptr;
};

Result<Upstream> parse_upstream(const std::string& text) {
  const Problem bad{fmt::format("\"{}\" is no address of a name server", text),
                    "write it like 9.9.9.9, 127.0.0.1:5300 or [2620:fe::fe]:53"};
  Upstream upstream;
  std::string host = text;
  std::string port;
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string::npos) return bad;
    host = text.substr(1, end - 1);
    if (end + 1 < text.size()) {
      if (text[end + 1] != ':') return bad;
      port = text.substr(end + 2);
      if (port.empty()) return bad;
    }
  } else if (colon != std::string::npos && text.find(':') == colon) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (port.empty()) return bad;
  }
  boost::system::error_code error;
  upstream.address = asio::ip::make_address(host, error).to_string();
  if (error) return bad;
  if (port.empty()) return upstream;
  const auto [end, wrong] = std::from_chars(port.data(), port.data() + port.size(), upstream.port);
  if (wrong != std::errc() || end != port.data() + port.size() || upstream.port == 0) return bad;
  return upstream;
}

Forwarder::Forwarder(const asio::any_io_executor& executor, ForwardOptions options)
    : state_(std::make_unique<State>(executor, std::move(options))) {}

Forwarder::~Forwarder() = default;

AnswerCache::Found Forwarder::find(const Query& query) {
  return state_->cache.find(relay_key(query), seconds_now());
}

void Forwarder::ask(const Query& query, Done done) {
  auto key = relay_key(query);
  if (const auto same = state_->waiters.find(key); same != state_->waiters.end()) {
    if (same->second.size() >= state_->options.queries_at_once) return done(nullptr);
    same->second.push_back(std::move(done));
    return;
  }
  if (state_->tasks == nullptr || state_->waiters.size() >= state_->options.queries_at_once) return done(nullptr);
  state_->waiters[key].push_back(std::move(done));
  Asked asked{relayed_query(query, 0), query.question->raw.size()};
  state_->tasks->spawn(state_->ask_all(std::move(key), std::move(asked)));
}

asio::awaitable<void> Forwarder::serve() {
  auto* state = state_.get();
  co_await lifecycle::with_tasks([state](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
    state->tasks = &tasks;
    asio::steady_timer never(state->executor, asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  });
}

}  // namespace berth::dns
