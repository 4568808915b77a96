#define BOOST_PROCESS_USE_STD_FS  // else Boost.Filesystem would be linked for one function

#include "engine_client/child_process.hpp"

#include <array>
#include <cerrno>
#include <future>
#include <optional>
#include <system_error>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/process/args.hpp>
#include <boost/process/async.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <boost/process/posix.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "engine_client/descriptor.hpp"

namespace berth::engine {
namespace {

namespace process = boost::process;

[[noreturn]] void fail(const std::string& path, const std::error_code& error) {
  throw Error(fmt::format("cannot be started: {}", error.message()), {}, path);
}

/// In the child: whatever this process has open beyond the standard streams ends with exec(2). A daemon that kept the
/// pipe of `$(berth up)` open would hang the caller. (process::limit_handles closes standard output, too.)
const auto keep_files_to_ourselves = [](auto&) { ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC); };

/// In the child, too: signals of the terminal are not for it.
const auto own_session = [](auto& executor) {
  ::setsid();
  keep_files_to_ourselves(executor);
};

}  // namespace

std::string find_program(const std::string& name) {
  auto path = process::search_path(name);
  // An ordinary user's PATH often lacks the folders of daemons.
  if (path.empty()) path = process::search_path(name, {"/usr/local/sbin", "/usr/sbin", "/sbin"});
  return path.string();
}

Finished run_program(const std::string& path, const std::vector<std::string>& arguments, const std::string& input,
                     std::chrono::milliseconds limit) {
  constexpr std::size_t output_limit = 1U << 20U;
  boost::asio::io_context context;
  std::future<std::string> output;
  std::optional<int> exit_code;
  std::error_code error;
  process::child child(
      path, process::args(arguments), process::std_in<boost::asio::buffer(input), process::std_out> output,
      process::std_err > process::null, process::extend::on_exec_setup = keep_files_to_ourselves,
      process::on_exit = [&](int code, const std::error_code&) { exit_code = code; }, context, error);
  if (error) fail(path, error);
  context.run_for(limit);
  if (!exit_code || !context.stopped()) {
    child.terminate(error);
    return {-1, {}};
  }
  return {*exit_code, output.get().substr(0, output_limit)};
}

struct PipedProgram::State {
  process::child child;
  Descriptor stream;
  Descriptor errors;  // a file in memory: it takes all there is and holds nobody up
};

PipedProgram::PipedProgram(const std::string& path, const std::vector<std::string>& arguments)
    : state_(std::make_unique<State>()) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail(path, std::error_code(errno, std::generic_category()));
  }
  state_->stream = Descriptor(ends[0]);
  const Descriptor theirs(ends[1]);
  state_->errors = Descriptor(::memfd_create("errors", MFD_CLOEXEC));
  std::error_code error;
  state_->child = process::child(path, process::args(arguments), process::posix::fd.bind(STDIN_FILENO, theirs.get()),
                                 process::posix::fd.bind(STDOUT_FILENO, theirs.get()),
                                 process::posix::fd.bind(STDERR_FILENO, state_->errors.get()),
                                 process::extend::on_exec_setup = own_session, error);
  if (error) fail(path, error);
}

PipedProgram::~PipedProgram() {
  std::error_code ignored;  // it may have ended already
  if (state_->child.valid()) state_->child.terminate(ignored);
}

int PipedProgram::take_stream() {
  return state_->stream.release();
}

std::string PipedProgram::errors() const {
  std::string text(64U << 10U, '\0');
  const auto count = ::pread(state_->errors.get(), text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

std::int64_t start_daemon(const Daemon& daemon) {
  auto environment = boost::this_process::environment();
  process::environment changed = environment;
  for (const auto& [name, value] : daemon.environment) changed[name] = value;
  std::error_code error;
  process::child child(daemon.path, process::args(daemon.arguments), changed,
                       process::std_in<process::null, (process::std_out & process::std_err)> daemon.log,
                       process::start_dir("/"), process::extend::on_exec_setup = own_session, error);
  if (error) fail(daemon.path, error);
  const auto pid = child.id();
  child.detach();
  return pid;
}

}  // namespace berth::engine
