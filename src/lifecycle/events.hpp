// What happens while a plan runs, told as values: the executor, the gates and the log streams emit, ui and cli render.
// Sees nothing above plan, so that whoever renders needs neither Asio nor the engine. Names and messages come from
// files and engines: escape them when they are shown.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/quantity.hpp"
#include "plan/step.hpp"

namespace berth::lifecycle {

using Clock = std::chrono::steady_clock;

using plan::Resource;
using plan::ResourceKind;
using plan::StepIndex;

/// What is done to the resource; ui has the words for it ("Creating", "Created").
enum class Action : std::uint8_t {
  pull,
  build,
  push,
  create,
  recreate,  ///< the whole exchange of one container for another
  start,
  restart,
  stop,
  kill,
  pause,
  unpause,
  remove,
  rename,
  connect,
  disconnect,
  copy_files,  ///< configs and secrets put into a container
  run_hook,
  wait_running,
  wait_healthy,
  wait_completed,
};

Action action_of(const plan::Operation& operation);

/// The step of what belongs to none.
inline constexpr StepIndex no_step = static_cast<StepIndex>(-1);

/// Before anything else, once per command.
struct RunStarted {
  std::size_t steps = 0;
};

/// This and the following events name the step by its index in plan::Plan::steps and repeat what a display needs of it.
struct StepStarted {
  StepIndex step = no_step;
  Action action = Action::start;
  Resource resource;
};

/// One layer of a pull, a line of a build, or what a gate is waiting for. Any number of these per step.
struct StepProgress {
  StepIndex step = no_step;
  Action action = Action::start;
  Resource resource;
  std::string layer;         ///< id of the layer; empty when the message is about the whole step
  std::string message;       ///< "Downloading", "Step 3/7 : RUN make"
  std::int64_t current = 0;  ///< bytes
  std::int64_t total = 0;    ///< bytes; 0: unknown
};

struct StepFinished {
  StepIndex step = no_step;
  Action action = Action::start;
  Resource resource;
  Nanoseconds elapsed{0};
  std::string detail;  ///< "healthy after 1.2 s (own probe)", "exited (0)"; may be empty
};

/// Why a container did not become what was waited for: everything that a person needs to find the reason.
struct ContainerFailure {
  std::string container;
  std::optional<std::int64_t> exit_code;
  bool oom_killed = false;
  std::string engine_error;             ///< State.Error
  std::string health_output;            ///< of the last failing run of the health test
  std::vector<std::string> last_lines;  ///< of its log, oldest first
};

struct StepFailed {
  StepIndex step = no_step;
  Action action = Action::start;
  Resource resource;
  Nanoseconds elapsed{0};
  std::string what;  ///< one line
  std::string hint;  ///< what to do; may be empty
  std::optional<ContainerFailure> container;
};

enum class SkipReason : std::uint8_t {
  dependency_failed,  ///< a step that it needs failed or was skipped
  interrupted,        ///< the user stopped the command
  engine_gone,        ///< the engine does not answer any more
};

struct StepSkipped {
  StepIndex step = no_step;
  Action action = Action::start;
  Resource resource;
  SkipReason reason = SkipReason::dependency_failed;
  Resource because;  ///< dependency_failed: what failed
};

/// Told beside the steps: an engine's warning at create, an optional dependency that did not come up.
struct Warning {
  StepIndex step = no_step;
  Resource resource;
  std::string message;
};

/// One run of a health test while a gate waits.
struct HealthProbe {
  StepIndex step = no_step;
  Resource resource;
  std::uint32_t attempt = 0;  ///< counts from 1
  bool by_engine = false;     ///< the engine's own result, not Berth's early probe
  bool passed = false;
  Nanoseconds elapsed{0};
  std::string output;  ///< bounded to 4 KiB
};

/// A container ended while an attached `up` runs.
struct ContainerExited {
  Resource resource;
  std::int64_t exit_code = 0;
  bool restarting = false;  ///< its restart policy starts it again
};

/// After everything else, once per command.
struct RunFinished {
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  bool interrupted = false;
  Nanoseconds elapsed{0};
};

using Event = std::variant<RunStarted, StepStarted, StepProgress, StepFinished, StepFailed, StepSkipped, Warning,
                           HealthProbe, ContainerExited, RunFinished>;

/// Receives progress on the thread of the io_context. Must not block: a display keeps the newest state and paints when
/// the terminal takes it.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void emit(const Event& event) = 0;
};

/// Whose lines they are. Stays valid and unchanged as long as its streams run; `index` counts from 0 without gaps.
struct LogSource {
  std::size_t index = 0;
  std::string container;  ///< name
  std::string service;
  std::uint32_t number = 0;  ///< of the replica; 0: unknown
};

enum class LogStream : std::uint8_t { standard_output, standard_error };

/// One line of a container, without its line break. The views live until the call that carries them returns. The bytes
/// are the container's own: raw into a pipe, escaped on a terminal.
struct LogLine {
  const LogSource* source = nullptr;
  LogStream stream = LogStream::standard_output;
  std::string_view timestamp;  ///< RFC 3339 with nanoseconds, as the engine gave it; empty when unknown
  std::string_view text;
  bool continued = false;  ///< the line was longer than the limit: the next one goes on with it
};

}  // namespace berth::lifecycle
