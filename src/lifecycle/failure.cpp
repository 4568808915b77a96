#include "lifecycle/failure.hpp"

#include <deque>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t last_lines = 10;
constexpr std::size_t longest_line = 400;
constexpr std::size_t longest_output = 4096;
constexpr engine::Deadline soon{5s};

asio::awaitable<void> read_state(engine::Engine& engine, std::string id, ContainerFailure& failure, bool& tty) {
  const auto inspect = co_await engine.inspect_container(std::move(id), soon);
  const auto& state = inspect.state;
  tty = inspect.config.tty;
  if (!state.running) failure.exit_code = state.exit_code;
  failure.oom_killed = state.oom_killed;
  failure.engine_error = state.error;
  if (!state.health) co_return;
  for (auto entry = state.health->log.rbegin(); entry != state.health->log.rend(); ++entry) {
    if (entry->exit_code == 0) continue;
    failure.health_output = bounded(std::string(trim(entry->output)), longest_output);
    break;
  }
}

/// Only the end of a line that is too long is kept apart; memory stays bounded whatever the container writes.
class LastLines {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        finish();
      } else if (line_.size() < longest_line) {
        line_ += c;
      }
    }
  }

  std::vector<std::string> take() {
    if (!line_.empty()) finish();
    return {lines_.begin(), lines_.end()};
  }

 private:
  void finish() {
    if (line_.ends_with('\r')) line_.pop_back();
    lines_.push_back(bounded(std::exchange(line_, {}), longest_line));
    if (lines_.size() > last_lines) lines_.pop_front();
  }

  std::deque<std::string> lines_;
  std::string line_;
};

asio::awaitable<void> read_log(engine::Engine& engine, std::string id, bool tty, ContainerFailure& failure) {
  engine::LogOptions options;
  options.tail = static_cast<std::int64_t>(last_lines);
  options.tty = tty;
  const auto stream = co_await engine.container_logs(std::move(id), options, soon);
  LastLines lines;
  for (;;) {
    const auto chunk = co_await stream->next();
    if (!chunk) break;
    lines.add(chunk->data);
  }
  failure.last_lines = lines.take();
}

}  // namespace

std::string bounded(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  while (limit > 0 && continues(limit)) --limit;
  text.resize(limit);
  return text;
}

asio::awaitable<ContainerFailure> find_failure(engine::Engine& engine, std::string id, std::string name) {
  ContainerFailure failure;
  failure.container = std::move(name);
  bool tty = false;
  try {
    co_await read_state(engine, id, failure, tty);
    co_await read_log(engine, id, tty, failure);
  } catch (const engine::EngineError&) {
    // The container or the engine is gone: what was read before is all there is to tell.
  }
  co_return failure;
}

std::string describe_exit(const ContainerFailure& failure) {
  auto text = fmt::format("exited ({})", failure.exit_code.value_or(0));
  if (failure.oom_killed) text += ", killed for want of memory";
  return text;
}

}  // namespace berth::lifecycle
