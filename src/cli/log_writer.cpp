#include "cli/log_writer.hpp"

#include <boost/asio/awaitable.hpp>

namespace berth::cli {

void LogWriter::write(const lifecycle::LogLine& line) {
  text_.clear();
  formatter_.append(line, text_);
  output_.write(Stream::out, text_);
}

void LogWriter::write_exit(const lifecycle::ContainerExited& exited) {
  text_.clear();
  formatter_.append_exit(exited, text_);
  output_.write(Stream::out, text_);
}

}  // namespace berth::cli
