#include "cli/context.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/render.hpp"
#include "base/text.hpp"
#include "compose/redact.hpp"

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
  if (options.ansi == "never" || options.no_ansi) return false;
  if (options.ansi == "always") return true;
  if (const auto no_color = environment("NO_COLOR"); no_color && !no_color->empty()) return false;
  return terminal_info(stream).is_terminal && environment("TERM").value_or("") != "dumb";
}

ProgressMode Context::progress_mode() const {
  if (options.progress == "tty" && options.ansi == "never")
    throw Error("--progress tty cannot be shown with --ansi never", "choose --progress plain");
  if (options.progress == "plain" && options.ansi == "always")
    throw Error("--progress plain has no escape sequences, which --ansi always asks for", "leave one of them out");
  if (options.progress == "tty") return ProgressMode::tty;
  if (options.progress == "plain") return ProgressMode::plain;
  if (options.progress == "json") return ProgressMode::json;
  if (options.progress == "quiet" || options.progress == "none") return ProgressMode::quiet;
  return terminal_info(Stream::error).is_terminal && colour(Stream::error) ? ProgressMode::tty : ProgressMode::plain;
}

TextRenderer Context::text_renderer() const {
  const auto terminal = terminal_info(Stream::error);
  TextStyle style{.colour = colour(Stream::error), .quote = !redact};
  if (terminal.is_terminal) style.columns = terminal.width;
  return TextRenderer(files, style);
}

void Context::tell(const Diagnostic& problem, TextRenderer& text) const {
  const auto diagnostic = redact ? compose::without_secrets(problem, files) : problem;
  write(Stream::error, json_errors() ? render_json(diagnostic, files) + "\n" : text(diagnostic));
}

void Context::tell(const Diagnostic& problem) const {
  auto text = text_renderer();
  tell(problem, text);
}

void Context::tell(const Error& error) const {
  tell({.code = "failed", .path = error.where(), .message = error.what(), .hint = error.hint()});
}

std::vector<Diagnostic> Context::tell(const Diagnostics& diagnostics) const {
  auto heard = compose::heard(diagnostics, silence);
  const auto most = json_errors() ? heard.size() : std::size_t{200};
  const auto is_error = [](const Diagnostic& d) { return d.severity == Severity::error; };
  auto errors = std::min(most, static_cast<std::size_t>(std::ranges::count_if(heard, is_error)));
  auto warnings = most - errors;  // fewer, lest they hide what has to be mended
  auto text = text_renderer();
  for (const auto& diagnostic : heard) {
    auto& left = is_error(diagnostic) ? errors : warnings;
    if (left == 0) continue;
    --left;
    tell(diagnostic, text);
  }
  if (most < heard.size()) {
    write(Stream::error, fmt::format("berth: {}{} more problems are not shown\n",
                                     diagnostics.keeps_all() ? "" : "at least ", heard.size() - most));
  }
  return heard;
}

void Context::show(const Diagnostics& diagnostics) const {
  tell(diagnostics);
  if (diagnostics.has_errors()) throw Reported{Error::failure};
}

void Context::warn(Code code, std::string message, std::string hint) const {
  const Diagnostic warning{
      .severity = Severity::warning, .code = code, .message = std::move(message), .hint = std::move(hint)};
  if (!silence.covers(warning)) tell(warning);
}

}  // namespace berth::cli
