// Following containers whose number may grow: each is read for as long as it runs, and again when it is restarted.
#pragma once

#include <exception>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "lifecycle/event_hub.hpp"
#include "lifecycle/log_assembler.hpp"
#include "lifecycle/logs.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"

namespace berth::lifecycle {

/// Where a container's first stream begins.
struct LogStart {
  std::optional<std::int64_t> tail;  ///< lines; nullopt: all
  std::string since;                 ///< as in LogRequest
};

/// The readers run in `tasks`, which they must not outlive: see with_tasks(). One thread.
class LogFollower {
 public:
  /// `on_failure`: called when failure() becomes set; may be empty.
  LogFollower(engine::Engine& engine, EventHub& hub, LogSink& sink, TaskGroup& tasks,
              std::function<void()> on_failure = {})
      : engine_(engine),
        hub_(hub),
        sink_(sink),
        tasks_(tasks),
        on_failure_(std::move(on_failure)),
        changed_(tasks.executor()) {}

  /// Takes over `request`'s channels and end.
  void use(const LogRequest& request);
  void add(LogTarget target, LogStart start);
  /// For a container whose log cannot be read (driver "none"): its attached stream, without timestamps; a restart
  /// attaches again.
  void add(LogTarget target, std::unique_ptr<engine::AttachedStream> attached);

  /// Ends when every container that was added has ended and is not about to be restarted, or is gone. Throws when
  /// lines cannot be read or written any more.
  boost::asio::awaitable<void> all_ended();
  /// Why lines cannot be read or written any more.
  [[nodiscard]] const std::exception_ptr& failure() const { return failure_; }

 private:
  struct Source {
    LogTarget target;
    LogStart start;
    std::unique_ptr<engine::AttachedStream> attached;
    bool only_attached = false;
    LogCursor cursor;
    std::unique_ptr<Wakeup> news;
    EventHub::Subscription subscription;
    bool reading = true;  ///< or about to
    bool gone = false;
    bool told_start = false;
    std::optional<engine_api::TimePoint> run;  ///< when the run that was read last began
  };

  Source& add_source(LogTarget target);
  boost::asio::awaitable<void> follow(Source& source);
  boost::asio::awaitable<void> read_once(Source& source);
  boost::asio::awaitable<bool> runs_again(Source& source);
  boost::asio::awaitable<std::unique_ptr<engine::OutputStream>> open(Source& source);
  boost::asio::awaitable<void> copy(Source& source, engine::OutputStream& stream);

  engine::Engine& engine_;
  EventHub& hub_;
  LogSink& sink_;
  TaskGroup& tasks_;
  std::function<void()> on_failure_;
  Wakeup changed_;
  LogRequest request_;
  std::exception_ptr failure_;
  std::list<Source> sources_;  // a list: log lines point to LogTarget::source
};

}  // namespace berth::lifecycle
