// This process's standard streams joined to a command or container: bytes both ways, the terminal, signals.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "cli/session.hpp"
#include "engine_client/engine.hpp"

namespace berth::cli {

struct Interaction {
  bool tty = false;         ///< the other side has a terminal: this one's becomes raw and its size is told
  bool input = true;        ///< standard input is passed on
  std::string detach_keys;  ///< "ctrl-p,ctrl-q"; empty: keys do not detach
  /// Tells the other side the size of the terminal. It may throw EngineError as long as nothing runs there.
  std::function<boost::asio::awaitable<void>(engine::ConsoleSize)> resize;
  /// Passes a signal on ("SIGINT"); empty: signals end the interaction.
  std::function<boost::asio::awaitable<void>(std::string)> signal;
};

enum class InteractionEnd : std::uint8_t {
  ended,     ///< the other side has nothing more to say
  detached,  ///< the user typed the detach keys
  left,      ///< a signal ended it: Session::interrupted
};

/// Of standard output's terminal; nothing where it is none.
engine::ConsoleSize console_size();

/// Until the output ends, the user detaches, or a signal ends it; signals are its own from now on. Everything is
/// written when it returns. Throws EngineError when the stream breaks.
boost::asio::awaitable<InteractionEnd> interact(Session& session, engine::AttachedStream& stream,
                                                Interaction interaction);

}  // namespace berth::cli
