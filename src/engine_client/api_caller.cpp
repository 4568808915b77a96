#include "engine_client/api_caller.hpp"

#include <algorithm>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "base/quantity.hpp"

namespace berth::engine {
namespace {

using boost::system::system_error;
using namespace std::chrono_literals;

constexpr std::size_t reply_limit = 64U << 20U;  // bytes; a list of 10,000 containers takes some 30 MiB
constexpr std::size_t error_limit = 1U << 20U;
constexpr int not_modified = 304;
constexpr int bad_request = 400;
constexpr int switching_protocols = 101;
constexpr std::string_view libpod_prefix = "/v4.0.0/libpod";  // the oldest that Podman 4 and 5 accept

bool successful(int status) {
  return status == switching_protocols || status == not_modified || (status >= 200 && status < 300);
}

/// Ids of 64 digits are cut to the 12 that people know.
std::string shorten_ids(std::string_view path) {
  constexpr std::size_t full = 64;
  constexpr std::size_t shown = 12;
  std::string result;
  std::size_t run = 0;
  for (const char c : path) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    run = digit ? run + 1 : 0;
    result += c;
    if (run == full) result.erase(result.size() - (full - shown));
  }
  return result;
}

/// "… client version 1.51 is too new. Maximum supported API version is 1.41" → 1.41
std::optional<engine_api::ApiVersion> version_wanted(std::string_view message) {
  if (message.find("client version") == std::string_view::npos) return std::nullopt;
  constexpr std::string_view words = "API version is ";
  const auto at = message.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  const auto rest = message.substr(at + words.size());
  auto number = rest.substr(0, rest.find_first_not_of("0123456789."));
  while (number.ends_with('.')) number.remove_suffix(1);
  return engine_api::parse_api_version(number);
}

[[noreturn]] void throw_unreachable(const system_error& error, const std::string& call, const std::string& address) {
  const auto& code = error.code();
  if (code == boost::asio::error::access_denied) {
    throw EngineError({ErrorKind::denied, call, 0, fmt::format("no permission to use the engine at {}", address)},
                      "add yourself to the group that owns the socket (sudo usermod -aG docker $USER, then log in "
                      "again), or use a rootless engine");
  }
  throw EngineError(
      {ErrorKind::unavailable, call, 0, fmt::format("the engine at {} cannot be reached: {}", address, code.message())},
      "is the engine running? `berth engine status` tells which one is used");
}

[[noreturn]] void throw_refusal(int status, std::string_view body, std::string label) {
  const auto message = engine_api::decode_error_message(body);
  throw EngineError({classify(status, message), std::move(label), status, message}, advice_on(message));
}

}  // namespace

void rethrow_as_engine_error(const std::exception_ptr& failure, const std::string& call, const std::string& address,
                             const Watchdog* watchdog) {
  try {
    std::rethrow_exception(failure);
  } catch (const system_error& error) {
    if (watchdog != nullptr && watchdog->expired()) {
      throw EngineError(
          {ErrorKind::timeout, call, 0,
           fmt::format("no answer from the engine at {} within {}", address, human_duration(watchdog->limit()))},
          "BERTH_ENGINE_TIMEOUT=SECONDS gives a slow engine longer");
    }
    if (error.code() == boost::asio::error::operation_aborted) throw;
    throw_unreachable(error, call, address);
  } catch (const HttpError& error) {
    const bool cut = std::string_view(error.what()).find("closed the connection") != std::string_view::npos;
    throw EngineError({cut ? ErrorKind::unavailable : ErrorKind::protocol, call, 0, error.what()});
  }
}

std::string Call::label() const {
  return title.empty() ? method + ' ' + shorten_ids(path) : title;
}

ApiCaller::ApiCaller(const boost::asio::any_io_executor& executor, std::unique_ptr<Transport> transport,
                     std::string address, CallLimits limits)
    : client_(executor, std::move(transport)), address_(std::move(address)), limits_(limits) {}

std::string ApiCaller::prefix(const Call& call) const {
  if (call.libpod) return std::string(libpod_prefix);
  return spoken_.known() ? "/v" + engine_api::to_string(spoken_) : std::string();
}

void ApiCaller::learn(const HttpHead& head) {
  auto identity =
      engine_api::identify(head.header("Server"), head.header("Api-Version"), head.header("Libpod-Api-Version"));
  if (!identity.api.known() || identity == identity_) return;
  spoken_ = std::min(identity.api, engine_api::newest_known_api);
  identity_ = std::move(identity);
}

bool ApiCaller::adopt_version_of(std::string_view message) {
  const auto wanted = version_wanted(message);
  if (!wanted || *wanted == spoken_) return false;
  spoken_ = *wanted;
  return true;
}

HttpRequest ApiCaller::request_of(Call& call) const {
  HttpRequest request;
  request.method = call.method;
  request.target = prefix(call) + call.path + call.query.text();
  request.headers = call.headers;
  request.body = call.body;
  request.upgrade = call.upgrade;
  if (call.source != nullptr) {
    request.content_type = "application/x-tar";
    request.source = std::move(call.source);
  } else if (!call.body.empty()) {
    request.content_type = "application/json";
  }
  return request;
}

awaitable<HttpReply> ApiCaller::attempt(Call& call, Watchdog& watchdog) {
  auto reply = co_await client_.send(request_of(call), watchdog);
  learn(reply.head());
  co_return reply;
}

/// Sends, and once more when the engine (exchanged since the last call) wants another version of the API.
awaitable<HttpReply> ApiCaller::start(Call call, Watchdog& watchdog) {
  const bool repeatable = call.source == nullptr;
  for (bool first = true;; first = false) {
    auto reply = co_await attempt(call, watchdog);
    const auto status = reply.head().status;
    if (successful(status)) co_return reply;
    const auto body = co_await reply.read_all(error_limit);
    watchdog.release();
    if (first && repeatable && status == bad_request && adopt_version_of(body)) continue;
    throw_refusal(status, body, call.label());
  }
}

awaitable<std::string> ApiCaller::text(Call call, Deadline deadline, std::optional<std::chrono::milliseconds> usual) {
  const auto label = call.label();
  const bool reads = call.method == "GET" || call.method == "HEAD";
  auto limit = deadline.after.value_or(usual.value_or(reads ? limits_.read : limits_.change));
  Watchdog watchdog(executor(), limit == unlimited ? std::nullopt : std::optional(limit));
  std::exception_ptr failure;
  try {
    auto reply = co_await start(std::move(call), watchdog);
    auto body = co_await reply.read_all(reply_limit);
    co_return body;
  } catch (const system_error&) {
    failure = std::current_exception();
  } catch (const HttpError&) {
    failure = std::current_exception();
  }
  rethrow_as_engine_error(failure, label, address_, &watchdog);
}

awaitable<HttpReply> ApiCaller::open(Call call, Deadline deadline) {
  const auto label = call.label();
  const auto limit = deadline.after.value_or(limits_.change);
  Watchdog watchdog(executor(), limit == unlimited ? std::nullopt : std::optional(limit));
  std::exception_ptr failure;
  try {
    auto reply = co_await start(std::move(call), watchdog);
    co_return reply;
  } catch (const system_error&) {
    failure = std::current_exception();
  } catch (const HttpError&) {
    failure = std::current_exception();
  }
  rethrow_as_engine_error(failure, label, address_, &watchdog);
}

awaitable<HttpReply> ApiCaller::post(Call call) {
  const auto label = call.label();
  Watchdog watchdog(executor(), limits_.read);
  std::exception_ptr failure;
  try {
    auto reply = co_await client_.post(request_of(call), watchdog);
    co_return reply;
  } catch (const system_error&) {
    failure = std::current_exception();
  }
  rethrow_as_engine_error(failure, label, address_, &watchdog);
}

awaitable<void> ApiCaller::receive(HttpReply& reply, std::string label) {
  std::exception_ptr failure;
  std::string body;
  try {
    co_await reply.receive_head();
    learn(reply.head());
    if (successful(reply.head().status)) co_return;
    body = co_await reply.read_all(error_limit);
  } catch (const system_error&) {
    failure = std::current_exception();
  } catch (const HttpError&) {
    failure = std::current_exception();
  }
  if (failure) rethrow_as_engine_error(failure, label, address_, nullptr);
  throw_refusal(reply.head().status, body, std::move(label));
}

awaitable<HttpHead> ApiCaller::head(Call call, Deadline deadline) {
  call.method = "HEAD";
  const auto reply = co_await open(std::move(call), deadline);
  co_return reply.head();
}

}  // namespace berth::engine
