#include "cli/output_writer.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
constexpr std::size_t room_below = 128 * 1024;  // bytes that may wait before the source is held up

struct Piece {
  Stream stream = Stream::out;
  std::string text;
};

std::size_t size_of(const std::vector<Piece>& pieces) {
  std::size_t size = 0;
  for (const auto& piece : pieces) size += piece.text.size();
  return size;
}

}  // namespace

struct OutputWriter::State : std::enable_shared_from_this<OutputWriter::State> {
  explicit State(const asio::any_io_executor& executor)
      : written(std::make_unique<asio::steady_timer>(executor, asio::steady_timer::time_point::max())) {}

  /// Cancelled after each write. Gone with the OutputWriter: the thread may outlive the loop.
  std::unique_ptr<asio::steady_timer> written;
  std::mutex mutex;
  std::condition_variable filled;
  std::vector<Piece> pending;  // guarded by mutex, as all below; neighbours are of different streams
  std::size_t pending_size = 0;
  std::size_t writing = 0;  // bytes that the thread has taken
  bool closing = false;
  std::string failure;

  void add(Stream stream, std::string_view text) {
    {
      const std::scoped_lock lock(mutex);
      if (!failure.empty()) return;
      if (pending.empty() || pending.back().stream != stream) pending.push_back({stream, {}});
      pending.back().text += text;
      pending_size += text.size();
    }
    filled.notify_one();
  }

  /// Waits for something to write; false when there will be nothing more.
  bool take(std::vector<Piece>& batch) {
    std::unique_lock lock(mutex);
    filled.wait(lock, [this] { return !pending.empty() || closing; });
    if (closing) return false;
    batch.clear();
    batch.swap(pending);
    writing = size_of(batch);
    pending_size = 0;
    return true;
  }

  void wrote(std::string problem) {
    const std::scoped_lock lock(mutex);
    writing = 0;
    if (!problem.empty()) {
      failure = std::move(problem);
      pending.clear();
      pending_size = 0;
    }
    if (closing) return;
    asio::post(written->get_executor(), [self = shared_from_this()] {
      if (self->written) self->written->cancel();
    });
  }

  void work() {
    std::vector<Piece> batch;
    while (take(batch)) {
      std::string problem;
      try {
        for (const auto& piece : batch) cli::write(piece.stream, piece.text);
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
        if (pending_size + writing <= limit) co_return;
      }
      boost::system::error_code cancelled;  // being cancelled is how the timer tells
      co_await written->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
  }
};

OutputWriter::OutputWriter(const asio::any_io_executor& executor) : state_(std::make_shared<State>(executor)) {
  std::thread([state = state_] { state->work(); }).detach();
}

OutputWriter::~OutputWriter() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closing = true;
    state_->written.reset();
  }
  state_->filled.notify_one();
}

void OutputWriter::write(Stream stream, std::string_view text) {
  if (!text.empty()) state_->add(stream, text);
}

asio::awaitable<void> OutputWriter::room() {
  return state_->wait_until_at_most(room_below);
}

asio::awaitable<void> OutputWriter::flush() {
  return state_->wait_until_at_most(0);
}

}  // namespace berth::cli
