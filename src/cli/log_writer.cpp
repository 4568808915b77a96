#include "cli/log_writer.hpp"

#include <boost/asio/awaitable.hpp>

namespace berth::cli {

void LogWriter::write(const lifecycle::LogLine& line) {
  formatter_.append(line, output_.batch());
}

void LogWriter::write_exit(const lifecycle::ContainerExited& exited) {
  formatter_.append_exit(exited, output_.batch());
  output_.hand_over();
}

}  // namespace berth::cli
