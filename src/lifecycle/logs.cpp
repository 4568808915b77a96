#include "lifecycle/logs.hpp"

#include <algorithm>
#include <list>
#include <utility>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/log_assembler.hpp"
#include "lifecycle/log_follower.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

/// One container's past output, a chunk of it at a time.
class PastLog {
 public:
  PastLog(LogTarget target, const LogRequest& request) : target_(std::move(target)), request_(request) {}

  awaitable<void> open(engine::Engine& engine) {
    engine::LogOptions options;
    options.standard_output = request_.standard_output;
    options.standard_error = request_.standard_error;
    options.timestamps = true;
    options.since = request_.since;
    options.until = request_.until;
    options.tail = request_.tail;
    options.tty = target_.tty;
    stream_ = co_await engine.container_logs(target_.id, std::move(options));
  }

  /// Makes the front valid, or finds the end.
  awaitable<void> fill() {
    lines_.clear();
    text_.clear();
    next_ = 0;
    while (lines_.empty() && stream_) {
      const auto chunk = co_await stream_->next();
      if (!chunk) {
        for (const auto each : {LogStream::standard_output, LogStream::standard_error}) {
          assembler(each).finish(taker(each));
        }
        stream_.reset();
        continue;
      }
      const bool error = chunk->channel == engine::OutputChannel::stderr_text;
      const auto channel = error ? LogStream::standard_error : LogStream::standard_output;
      assembler(channel).add(chunk->data, chunk->frame_start, taker(channel));
    }
  }

  [[nodiscard]] bool at_end() const { return next_ == lines_.size(); }
  [[nodiscard]] std::string_view time() const {
    const auto& line = lines_[next_];
    return std::string_view(text_).substr(line.begin, line.timestamp);
  }

  void tell_front(LogSink& sink) {
    const auto& line = lines_[next_];
    const auto text = std::string_view(text_).substr(line.begin + line.timestamp, line.text);
    sink.write(LogLine{&target_.source, line.channel, time(), text, line.continued});
    ++next_;
  }

 private:
  /// The timestamp and then the text stand in text_, where a chunk's lines take one allocation together.
  struct Line {
    LogStream channel;
    bool continued;
    std::size_t begin;
    std::size_t timestamp;  // its length
    std::size_t text;       // its length
  };

  LogAssembler& assembler(LogStream channel) { return channel == LogStream::standard_error ? error_ : output_; }

  LogAssembler::Take taker(LogStream channel) {
    return [this, channel](std::string_view timestamp, std::string_view text, bool continued) {
      lines_.push_back({channel, continued, text_.size(), timestamp.size(), text.size()});
      text_.append(timestamp).append(text);
    };
  }

  LogTarget target_;
  const LogRequest& request_;
  std::unique_ptr<engine::OutputStream> stream_;
  LogAssembler output_;
  LogAssembler error_;
  std::vector<Line> lines_;
  std::string text_;
  std::size_t next_ = 0;  // of lines_
};

/// Whose next line is the oldest, and which comes after it; equal times keep the order of the containers.
struct Next {
  PastLog* first = nullptr;
  PastLog* second = nullptr;
};

Next next_of(std::list<PastLog>& logs) {
  Next next;
  for (auto& log : logs) {
    if (log.at_end()) continue;
    if (next.first == nullptr || log.time() < next.first->time()) {
      next.second = std::exchange(next.first, &log);
    } else if (next.second == nullptr || log.time() < next.second->time()) {
      next.second = &log;
    }
  }
  return next;
}

awaitable<void> open_all(engine::Engine& engine, std::list<PastLog>& logs) {
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    for (auto& log : logs) tasks.spawn(log.open(engine));
    co_await tasks.join();
  });
  for (auto& log : logs) co_await log.fill();
}

awaitable<void> tell_past(engine::Engine& engine, LogSink& sink, std::vector<LogTarget> targets,
                          const LogRequest& request) {
  std::list<PastLog> logs;
  for (auto& target : targets) logs.emplace_back(std::move(target), request);
  co_await open_all(engine, logs);
  for (auto next = next_of(logs); next.first != nullptr; next = next_of(logs)) {
    do {
      next.first->tell_front(sink);
    } while (!next.first->at_end() && (next.second == nullptr || next.first->time() < next.second->time()));
    if (!next.first->at_end()) continue;
    co_await sink.room();
    co_await next.first->fill();
  }
  co_await sink.room();
}

}  // namespace

awaitable<void> stream_logs(engine::Engine& engine, EventHub* hub, LogSink& sink, std::vector<LogTarget> targets,
                            LogRequest request) {
  if (!request.follow || hub == nullptr) {
    co_await tell_past(engine, sink, std::move(targets), request);
    co_return;
  }
  co_await hub->open();
  std::optional<LogFollower> follower;
  co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
    follower.emplace(engine, *hub, sink, tasks);
    follower->use(request);
    for (auto& target : targets) follower->add(std::move(target), LogStart{request.tail, request.since});
    co_await follower->all_ended();
  });
}

}  // namespace berth::lifecycle
