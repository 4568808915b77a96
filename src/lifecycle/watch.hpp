// Watching files and carrying changes over into containers, for as long as nobody interrupts.
#pragma once

#include <set>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "compose/project.hpp"
#include "engine_client/engine.hpp"
#include "lifecycle/interrupt.hpp"
#include "lifecycle/watch_rules.hpp"

namespace berth::lifecycle {

/// What a watch leaves to the command that runs it.
class WatchHost {
 public:
  virtual ~WatchHost() = default;
  /// Builds the images of the services anew and replaces their containers. false: it failed, which was told.
  virtual boost::asio::awaitable<bool> rebuild(std::set<std::string> services) = 0;
  virtual boost::asio::awaitable<void> restart(std::set<std::string> services) = 0;
  /// One line: "web: sent index.html". Foreign text is in it.
  virtual void tell(const std::string& line) = 0;
  /// What went wrong; the watch goes on.
  virtual void complain(const Error& error) = 0;
};

/// Files are sent 50 ms after the last change, and at least twice a second while changes go on. What interrupts a
/// service (rebuild, restart, a command) waits until it was quiet for longer, since compilers write file after file.
/// A rebuilt service gets again what it was sent before. Returns after an interrupt; throws berth::Error when the files
/// cannot be watched.
boost::asio::awaitable<void> watch(const compose::Project& project, engine::Engine& engine, const WatchRules& rules,
                                   WatchHost& host, Interrupt& interrupt);

}  // namespace berth::lifecycle
