// The containers of all projects as they are now, kept up by the engine's events.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "dns/instance.hpp"
#include "engine_client/engine.hpp"

namespace berth::dns {

class Feed {
 public:
  using OnChange = std::function<void(const std::vector<Instance>&)>;

  /// `on_change` is told all instances: at first, and after every change.
  Feed(engine::Engine& engine, OnChange on_change) : engine_(engine), on_change_(std::move(on_change)) {}

  /// Until it is cancelled. While the engine is away the last known instances stay; a new one is looked at as a whole.
  /// Throws EngineError when there is no engine at the beginning, or none for 30 s.
  boost::asio::awaitable<void> run();

  /// All instances once.
  static boost::asio::awaitable<std::vector<Instance>> look(engine::Engine& engine);

 private:
  boost::asio::awaitable<void> follow(engine::EventStream& events);
  boost::asio::awaitable<void> look_at_all();
  boost::asio::awaitable<void> answer_event(engine_api::Event event);
  boost::asio::awaitable<bool> look_at(std::string id);
  void tell();

  engine::Engine& engine_;
  OnChange on_change_;
  bool checks_run_ = true;  // by themselves; else one that is starting may do so for ever
  IsOwnAddress is_own_;
  std::map<std::string, Instance> known_;  // by container id
};

}  // namespace berth::dns
