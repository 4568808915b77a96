#include "engine_client/http_streams.hpp"

#include <exception>

#include <boost/system/system_error.hpp>

namespace berth::engine {

using boost::system::system_error;

/// false at the end of the stream.
awaitable<bool> HttpOutputStream::fill() {
  std::exception_ptr failure;
  try {
    std::string bytes;
    const bool more = co_await reply_.read_some(bytes);
    decoder_.feed(bytes);
    co_return more;
  } catch (const system_error&) {
    failure = std::current_exception();
  } catch (const HttpError&) {
    failure = std::current_exception();
  }
  rethrow_as_engine_error(failure, label_, address_, nullptr);
}

awaitable<std::optional<OutputChunk>> HttpOutputStream::next() {
  for (;;) {
    std::optional<OutputChunk> chunk;
    try {
      chunk = decoder_.next();
    } catch (const HttpError& error) {
      throw EngineError({ErrorKind::protocol, label_, 0, error.what()});
    }
    if (chunk) co_return chunk;
    const bool more = co_await fill();
    if (more) continue;
    if (decoder_.at_boundary()) co_return std::nullopt;
    throw EngineError({ErrorKind::unavailable, label_, 0, "the output broke off"});
  }
}

awaitable<void> HttpOutputStream::write(std::string bytes) {
  try {
    co_await reply_.connection().write(bytes);
  } catch (const system_error&) {
    rethrow_as_engine_error(std::current_exception(), label_, address_, nullptr);
  }
}

awaitable<void> HttpOutputStream::close_input() {
  return reply_.connection().close_output();
}

awaitable<void> HttpObjects::receive_head(ApiCaller& caller) {
  if (has_head_) co_return;
  co_await caller.receive(reply_, label_);
  has_head_ = true;
}

awaitable<std::optional<std::string>> HttpObjects::read_next() {
  for (;;) {
    auto object = splitter_.next();
    if (object) co_return object;
    std::string bytes;
    const bool more = co_await reply_.read_some(bytes);
    splitter_.feed(bytes);
    if (more) continue;
    if (!splitter_.at_boundary()) throw HttpError("the engine closed the connection in the middle of its answer");
    co_return std::nullopt;
  }
}

awaitable<std::optional<std::string>> HttpObjects::next() {
  try {
    auto object = co_await read_next();
    co_return object;
  } catch (const system_error&) {
    rethrow_as_engine_error(std::current_exception(), label_, address_, nullptr);
  } catch (const HttpError&) {
    rethrow_as_engine_error(std::current_exception(), label_, address_, nullptr);
  }
}

awaitable<std::optional<engine_api::ContainerStats>> HttpStatsStream::next() {
  const auto object = co_await objects_.next();
  if (!object) co_return std::nullopt;
  co_return decode_reply(label_, *object, engine_api::decode_stats);
}

}  // namespace berth::engine
