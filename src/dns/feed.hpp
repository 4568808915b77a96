// The containers of all projects as they are now, kept up by the engine's events.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "dns/instance.hpp"
#include "dns/name_table.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::dns {

class Feed {
 public:
  using OnChange = std::function<void(const std::vector<InstanceChange>&)>;

  /// `on_change` is told at first, and then what has changed since: once for all events that came together.
  Feed(engine::Engine& engine, OnChange on_change) : engine_(engine), on_change_(std::move(on_change)) {}

  /// Until it is cancelled. While the engine is away the last known instances stay; a new one is looked at as a whole.
  /// Throws EngineError when there is no engine at the beginning, or none for 30 s.
  boost::asio::awaitable<void> run();

  [[nodiscard]] std::vector<Instance> instances() const;
  /// Tells that all of them are gone.
  void forget();

  /// All instances once.
  static boost::asio::awaitable<std::vector<Instance>> look(engine::Engine& engine);

 private:
  boost::asio::awaitable<void> follow(engine::EventStream& events);
  boost::asio::awaitable<std::set<std::string>> ids_of_all();
  boost::asio::awaitable<void> look_at_all();
  boost::asio::awaitable<InstancePointer> inspect(std::string id);
  void answer_event(const engine_api::Event& event);
  void look_soon(const std::string& id);
  boost::asio::awaitable<void> look_at_wanted();
  void set(const std::string& id, InstancePointer now);
  boost::asio::awaitable<void> tell_soon();
  void tell();

  engine::Engine& engine_;
  OnChange on_change_;
  bool checks_run_ = true;  // by themselves; else one that is starting may do so for ever
  IsOwnAddress is_own_;
  std::optional<std::vector<Address>> remote_;              // of the engine, when it is not on this host
  std::unordered_map<std::string, InstancePointer> known_;  // by container id
  std::map<std::string, InstancePointer> untold_;           // what was told of those that have changed
  bool told_all_ = false;                                   // once; before that nothing is told
  bool telling_ = false;
  lifecycle::TaskGroup* tasks_ = nullptr;  // of run()
  std::deque<std::string> wanted_;         // ids that nobody looks at yet
  std::map<std::string, bool> looked_at_;  // wanted ones, too; whether something has happened since the look began
  std::size_t lookers_ = 0;
};

}  // namespace berth::dns
