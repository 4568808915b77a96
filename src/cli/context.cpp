#include "cli/context.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "ui/colour.hpp"

namespace berth::cli {

std::optional<std::string> Context::environment(const char* name) const {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing writes the environment
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool Context::flag(const char* name) const {
  const auto value = to_lower(environment(name).value_or(""));
  return value == "1" || value == "t" || value == "true" || value == "y" || value == "yes" || value == "on";
}

bool Context::colour(Stream stream) const {
  if (options.ansi == "never") return false;
  if (options.ansi == "always") return true;
  if (const auto no_color = environment("NO_COLOR"); no_color && !no_color->empty()) return false;
  return terminal_info(stream).is_terminal && environment("TERM").value_or("") != "dumb";
}

ProgressMode Context::progress_mode() const {
  if (options.progress == "tty") return ProgressMode::tty;
  if (options.progress == "plain") return ProgressMode::plain;
  if (options.progress == "json") return ProgressMode::json;
  if (options.progress == "quiet" || options.progress == "none") return ProgressMode::quiet;
  return terminal_info(Stream::error).is_terminal && colour(Stream::error) ? ProgressMode::tty : ProgressMode::plain;
}

void Context::show(const Diagnostics& diagnostics) const {
  const bool coloured = colour(Stream::error);
  std::string out;
  for (const auto& diagnostic : diagnostics.sorted()) out += render_text(diagnostic, files, coloured);
  if (!out.empty()) write(Stream::error, out);
  if (diagnostics.has_errors()) throw Reported{Error::failure};
}

void Context::warn(std::string_view message, std::string_view hint) const {
  const auto label = ui::paint("warning:", ui::Colour::yellow, colour(Stream::error));
  write(Stream::error, fmt::format("berth: {} {}\n", label, escape_terminal(message)));
  if (!hint.empty()) write(Stream::error, fmt::format("  hint: {}\n", escape_terminal(hint)));
}

}  // namespace berth::cli
