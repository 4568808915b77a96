#include "lifecycle/exit_watch.hpp"

#include <chrono>
#include <utility>

namespace berth::lifecycle {

namespace asio = boost::asio;
using engine_api::ContainerStatus;

ExitWatch::ExitWatch(engine::Engine& engine, EventHub& hub, const asio::any_io_executor& executor, std::string id)
    : engine_(engine), id_(std::move(id)), news_(executor) {
  EventHub::Listener listener;
  listener.on_event = [this](const engine_api::Event& event) {
    if (event.type == engine_api::EventType::resumed) look_again_ = true;
    if (event.action == "die") code_ = event.exit_code.value_or(0);
    if (event.action == "destroy") removed_ = true;
    news_.notify();
  };
  listener.on_broken = [this](std::exception_ptr problem) {
    broken_ = std::move(problem);
    news_.notify();
  };
  subscription_ = hub.listen(id_, std::move(listener));
}

/// nullopt: it runs. One that is gone is taken for a success: nobody knows any more.
asio::awaitable<std::optional<std::int64_t>> ExitWatch::look() {
  try {
    const auto inspect = co_await engine_.inspect_container(id_);
    const auto status = inspect.state.status;
    if (status == ContainerStatus::exited || status == ContainerStatus::dead) co_return inspect.state.exit_code;
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;
    co_return 0;
  }
  co_return std::nullopt;
}

asio::awaitable<std::int64_t> ExitWatch::exit_code() {
  for (;;) {
    if (code_) co_return *code_;
    if (broken_) std::rethrow_exception(broken_);
    if (std::exchange(look_again_, false)) {
      const auto seen = co_await look();
      if (seen) co_return *seen;
    }
    co_await news_.wait();
  }
}

asio::awaitable<void> ExitWatch::removed() {
  constexpr std::chrono::seconds patience{10};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!removed_ && !broken_ && std::chrono::steady_clock::now() < end) co_await news_.wait(end);
}

}  // namespace berth::lifecycle
