// Running calls of the engine client to their end within a test.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace berth::test {

template <typename T>
boost::asio::awaitable<void> keep_result(boost::asio::awaitable<T> call, std::optional<T>& result) {
  result.emplace(co_await std::move(call));
}

inline void run_void(boost::asio::io_context& io, boost::asio::awaitable<void> call) {
  std::optional<std::exception_ptr> end;
  boost::asio::co_spawn(io, std::move(call), [&](std::exception_ptr failure) { end = failure; });
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  io.restart();
  while (!end && std::chrono::steady_clock::now() < limit) io.run_one_until(limit);
  if (!end) throw std::runtime_error("the call did not end within 20 s");
  if (*end) std::rethrow_exception(*end);
}

/// The call's result; what it throws is thrown here.
template <typename T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> call) {
  std::optional<T> result;
  run_void(io, keep_result(std::move(call), result));
  return std::move(*result);
}

inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> call) {
  run_void(io, std::move(call));
}

}  // namespace berth::test
