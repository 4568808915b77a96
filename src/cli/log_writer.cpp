#include "cli/log_writer.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.hpp"
#include "cli/terminal.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
constexpr std::size_t room_below = 128 * 1024;  // bytes that may wait before the source is held up

}  // namespace

struct LogWriter::State : std::enable_shared_from_this<LogWriter::State> {
  explicit State(const asio::any_io_executor& executor)
      : written(std::make_unique<asio::steady_timer>(executor, asio::steady_timer::time_point::max())) {}

  /// Cancelled after each write. Gone with the LogWriter: the thread may outlive the loop.
  std::unique_ptr<asio::steady_timer> written;
  std::mutex mutex;
  std::condition_variable filled;
  std::string pending;      // guarded by mutex, as all below
  std::size_t writing = 0;  // bytes that the thread has taken
  bool awaited = false;     // somebody waits for `written`
  bool closing = false;
  std::string failure;

  /// Takes the lines out of `batch`, and wakes the thread once for all of them.
  void hand_over(std::string& batch) {
    if (batch.empty()) return;
    {
      const std::scoped_lock lock(mutex);
      if (!failure.empty()) {
        batch.clear();
      } else if (pending.empty()) {
        pending.swap(batch);
      } else {
        pending.append(batch);
        batch.clear();
      }
    }
    filled.notify_one();
  }

  /// Waits for something to write; false when there will be nothing more.
  bool take(std::string& batch) {
    std::unique_lock lock(mutex);
    filled.wait(lock, [this] { return !pending.empty() || closing; });
    if (closing) return false;
    batch.clear();
    batch.swap(pending);
    writing = batch.size();
    return true;
  }

  void wrote(std::string problem) {
    const std::scoped_lock lock(mutex);
    writing = 0;
    if (!problem.empty()) {
      failure = std::move(problem);
      pending.clear();
    }
    if (closing || !std::exchange(awaited, false)) return;
    asio::post(written->get_executor(), [self = shared_from_this()] {
      if (self->written) self->written->cancel();
    });
  }

  void work() {
    std::string batch;
    while (take(batch)) {
      std::string problem;
      try {
        cli::write(Stream::out, batch);
      } catch (const Error& error) {
        problem = error.what();
      }
      wrote(std::move(problem));
    }
  }

  asio::awaitable<void> wait_until_at_most(std::size_t limit) {
    for (;;) {
      {
        const std::scoped_lock lock(mutex);
        if (!failure.empty()) throw Error(failure);
        if (pending.size() + writing <= limit) co_return;
        awaited = true;
      }
      boost::system::error_code cancelled;  // being cancelled is how the timer tells
      co_await written->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
  }
};

LogWriter::LogWriter(const asio::any_io_executor& executor, ui::LogFormatter formatter)
    : formatter_(std::move(formatter)), state_(std::make_shared<State>(executor)) {
  std::thread([state = state_] { state->work(); }).detach();
}

LogWriter::~LogWriter() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closing = true;
    state_->written.reset();
  }
  state_->filled.notify_one();
}

void LogWriter::write(const lifecycle::LogLine& line) {
  formatter_.append(line, batch_);
}

void LogWriter::write_exit(const lifecycle::ContainerExited& exited) {
  formatter_.append_exit(exited, batch_);
  state_->hand_over(batch_);
}

asio::awaitable<void> LogWriter::room() {
  state_->hand_over(batch_);
  return state_->wait_until_at_most(room_below);
}

asio::awaitable<void> LogWriter::flush() {
  state_->hand_over(batch_);
  return state_->wait_until_at_most(0);
}

}  // namespace berth::cli
