// A limit of time on any piece of work.
#pragma once

#include <chrono>
#include <optional>

#include <boost/asio/awaitable.hpp>

namespace berth::engine {

/// Runs `work`; when `limit` passes first, cancels it (it ends with operation_aborted) and returns false. nullopt: no
/// limit. Cancelling the caller cancels the work.
boost::asio::awaitable<bool> finish_within(boost::asio::awaitable<void> work,
                                           std::optional<std::chrono::milliseconds> limit);

}  // namespace berth::engine
