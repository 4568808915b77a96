#include "cli/standard_input.hpp"

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/post.hpp>
#include <unistd.h>

#include "lifecycle/wakeup.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
constexpr std::size_t piece = 32 * 1024;  // bytes

}  // namespace

struct StandardInput::State : std::enable_shared_from_this<StandardInput::State> {
  explicit State(const asio::any_io_executor& executor_)
      : executor(executor_), news(std::make_unique<lifecycle::Wakeup>(executor_)) {}

  asio::any_io_executor executor;
  std::unique_ptr<lifecycle::Wakeup> news;  // gone with the StandardInput: the thread may outlive the loop
  std::mutex mutex;
  std::condition_variable taken;
  std::string ready;  // guarded by mutex, as all below
  bool at_end = false;
  bool closing = false;

  /// Hands over what was read; false when nobody wants more.
  bool give(std::string bytes) {
    std::unique_lock lock(mutex);
    taken.wait(lock, [this] { return ready.empty() || closing; });
    if (closing) return false;
    at_end = bytes.empty();
    ready = std::move(bytes);
    asio::post(executor, [self = shared_from_this()] {
      if (self->news) self->news->notify();
    });
    return !at_end;
  }

  void work() {
    std::string buffer(piece, '\0');
    for (;;) {
      const auto count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (!give(buffer.substr(0, count > 0 ? static_cast<std::size_t>(count) : 0))) return;
    }
  }
};

StandardInput::StandardInput(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {
  std::thread([state = state_] { state->work(); }).detach();
}

StandardInput::~StandardInput() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closing = true;
    state_->news.reset();
  }
  state_->taken.notify_one();
}

asio::awaitable<std::optional<std::string>> StandardInput::next() {
  for (;;) {
    {
      const std::scoped_lock lock(state_->mutex);
      if (!state_->ready.empty()) {
        auto bytes = std::exchange(state_->ready, {});
        state_->taken.notify_one();
        co_return bytes;
      }
      if (state_->at_end) co_return std::nullopt;
    }
    co_await state_->news->wait();
  }
}

}  // namespace berth::cli
