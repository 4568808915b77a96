#include "lifecycle/log_follower.hpp"

#include <algorithm>
#include <utility>

#include "engine_api/time.hpp"
#include "lifecycle/outage.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using engine::ErrorKind;
using engine_api::ContainerStatus;

LogStream stream_of(engine::OutputChannel channel) {
  return channel == engine::OutputChannel::stderr_text ? LogStream::standard_error : LogStream::standard_output;
}

}  // namespace

void LogFollower::use(const LogRequest& request) {
  request_ = request;
}

LogFollower::Source& LogFollower::add_source(LogTarget target) {
  auto& source = sources_.emplace_back();
  source.target = std::move(target);
  source.news = std::make_unique<Wakeup>(tasks_.executor());
  EventHub::Listener listener;
  listener.on_event = [&source](const engine_api::Event& event) {
    if (event.action == "start") source.told_start = true;
    if (event.action == "destroy") source.gone = true;
    source.news->notify();
  };
  // Whoever waits for gates or exits tells of the lost engine; the readers notice it themselves.
  listener.on_broken = [&source](const std::exception_ptr&) {
    source.gone = true;
    source.news->notify();
  };
  source.subscription = hub_.listen(source.target.id, std::move(listener));
  return source;
}

void LogFollower::add(LogTarget target, LogStart start) {
  auto& source = add_source(std::move(target));
  source.start = std::move(start);
  tasks_.spawn(follow(source));
}

void LogFollower::add(LogTarget target, std::unique_ptr<engine::AttachedStream> attached) {
  auto& source = add_source(std::move(target));
  source.attached = std::move(attached);
  source.only_attached = true;
  tasks_.spawn(follow(source));
}

awaitable<void> LogFollower::all_ended() {
  const auto reads = [](const Source& source) { return source.reading; };
  while (!failure_ && std::ranges::any_of(sources_, reads)) co_await changed_.wait();
  if (failure_) std::rethrow_exception(failure_);
}

awaitable<void> LogFollower::follow(Source& source) {
  try {
    while (!source.gone) {
      co_await read_once(source);
      const bool again = co_await runs_again(source);
      if (!again) break;
    }
  } catch (...) {
    failure_ = std::current_exception();  // thrown to the one who waits in all_ended()
    if (on_failure_ && !is_cancellation(failure_)) on_failure_();
  }
  source.reading = false;
  changed_.notify();
}

/// Reads until the container ends. A stream that breaks is opened again where it was.
awaitable<void> LogFollower::read_once(Source& source) {
  for (;;) {
    std::optional<engine::EngineError> lost;
    try {
      const auto stream = co_await open(source);
      co_await copy(source, *stream);
      co_return;
    } catch (const engine::EngineError& error) {
      if (error.kind() == ErrorKind::not_found) source.gone = true;
      if (source.gone) co_return;
      if (error.kind() != ErrorKind::unavailable) throw;
      lost = error;
    }
    const bool back = co_await wait_for_engine(engine_);
    if (!back) throw engine::EngineError(*lost);
  }
}

awaitable<std::unique_ptr<engine::OutputStream>> LogFollower::open(Source& source) {
  if (source.attached) co_return std::move(source.attached);
  if (source.only_attached) {
    engine::AttachOptions options;
    options.tty = source.target.tty;
    auto attached = co_await engine_.attach_container(source.target.id, std::move(options));
    co_return attached;
  }
  engine::LogOptions options;
  options.follow = true;
  options.timestamps = true;
  options.standard_output = request_.standard_output;
  options.standard_error = request_.standard_error;
  options.until = request_.until;
  options.tty = source.target.tty;
  // Docker takes no other form of time than seconds since 1970.
  const auto reached = engine_api::parse_rfc3339(source.cursor.since());
  options.since = reached ? engine_api::format_unix(*reached) : source.start.since;
  if (!reached) options.tail = source.start.tail;
  source.cursor.reopen();
  auto stream = co_await engine_.container_logs(source.target.id, std::move(options));
  co_return stream;
}

awaitable<void> LogFollower::copy(Source& source, engine::OutputStream& stream) {
  LogAssembler assemblers[] = {LogAssembler(!source.only_attached), LogAssembler(!source.only_attached)};
  auto channel = LogStream::standard_output;
  const LogAssembler::Take take = [&](std::string_view timestamp, std::string_view text, bool continued) {
    if (!source.cursor.advance(timestamp)) return;
    sink_.write(LogLine{&source.target.source, channel, timestamp, text, continued});
  };
  for (;;) {
    const auto chunk = co_await stream.next();
    if (!chunk) break;
    channel = stream_of(chunk->channel);
    assemblers[channel == LogStream::standard_error ? 1 : 0].add(chunk->data, chunk->frame_start, take);
    co_await sink_.room();
  }
  for (auto each : {LogStream::standard_output, LogStream::standard_error}) {
    channel = each;
    assemblers[each == LogStream::standard_error ? 1 : 0].finish(take);
  }
  co_await sink_.room();
}

/// After the end of a stream: waits until the container runs anew. false: it will not, as far as one can tell.
awaitable<bool> LogFollower::runs_again(Source& source) {
  if (!request_.until.empty()) co_return false;
  for (;;) {
    if (source.gone) co_return false;
    std::optional<engine_api::ContainerInspect> now;
    try {
      now = co_await engine_.inspect_container(source.target.id);
    } catch (const engine::EngineError& error) {
      if (error.kind() == ErrorKind::not_found) co_return false;
      if (error.kind() != ErrorKind::unavailable) throw;
    }
    const bool restarts = now && (now->state.restarting || now->state.status == ContainerStatus::restarting);
    const bool runs = now && now->state.running && !restarts;
    // A stream that ends while its container runs on is opened again once; then only an event is a reason to.
    const bool new_run = runs && (now->state.started_at != source.run || std::exchange(source.told_start, false));
    if (new_run) {
      source.run = now->state.started_at;
      if (source.cursor.since().empty() && now->state.finished_at) {
        source.start = {std::nullopt, engine_api::format_unix(*now->state.finished_at)};
      }
      co_return true;
    }
    source.reading = !now || restarts || runs;
    changed_.notify();
    co_await source.news->wait();
    source.reading = true;
  }
}

}  // namespace berth::lifecycle
