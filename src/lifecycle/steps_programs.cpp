// Steps that run programs beside the engine: providers of services, and Docker's model runner.
#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "engine_client/child_stream.hpp"
#include "engine_client/http_parser.hpp"
#include "engine_client/json_splitter.hpp"
#include "engine_client/program_messages.hpp"
#include "lifecycle/steps.hpp"

namespace berth::lifecycle {
namespace {

namespace asio = boost::asio;
using engine::ProviderMessage;

/// The project's variables, and the engine that Berth talks to.
engine::Program program_in(const StepContext& context, const std::string& name) {
  engine::Program program;
  if (context.options.find_program) program.path = context.options.find_program(name);
  if (program.path.empty()) throw Error(fmt::format("there is no program for \"{}\"", name));
  for (const auto& [variable, value] : context.project.environment.all()) program.environment[variable] = value.value;
  program.environment["DOCKER_HOST"] = context.engine.address();
  program.folder = context.project.working_dir;
  return program;
}

/// As Docker Compose spells a service's name in names of variables.
std::string upper_case(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// ---- providers ----

/// One run of a provider's command.
class ProviderRun {
 public:
  ProviderRun(StepContext& context, StepIndex step, const plan::RunProvider& provider)
      : context_(context), step_(step), provider_(provider) {}

  asio::awaitable<StepOutput> run() {
    auto program = program_in(context_, provider_.type);
    const auto metadata = co_await ask(program);
    const auto described = metadata.commands.find(provider_.command);
    // `stop` is only for those that say that they know it.
    if (provider_.command == "stop" && (described == metadata.commands.end() || !described->second.known)) {
      co_return StepOutput{{}, "does not stop"};
    }
    program.arguments = arguments(metadata);
    co_await talk(program);
    co_return StepOutput{{}, {}, std::move(variables_)};
  }

 private:
  static asio::awaitable<engine::ProviderMetadata> ask(engine::Program program) {
    program.arguments = {"compose", "metadata"};
    const auto told = co_await engine::run_to_end(std::move(program));
    co_return told.exit_code == 0 ? engine::parse_provider_metadata(told.output) : engine::ProviderMetadata{};
  }

  [[nodiscard]] std::vector<std::string> arguments(const engine::ProviderMetadata& metadata) const {
    std::vector<std::string> words = {"compose", "--project-name=" + context_.project.name, provider_.command};
    const auto described = metadata.commands.find(provider_.command);
    for (const auto& [name, value] : provider_.options) {
      const bool known = !metadata.told || described->second.parameters.contains(name);
      if (known) words.push_back(fmt::format("--{}={}", name, value));
    }
    if (metadata.told) require_all(described->second);
    words.push_back(provider_.service);
    return words;
  }

  void require_all(const engine::ProviderCommand& command) const {
    for (const auto& name : command.required) {
      const auto given = [&](const auto& option) { return option.first == name; };
      if (std::ranges::none_of(provider_.options, given))
        throw Error(fmt::format("provider {} needs the option \"{}\"", provider_.type, name),
                    "add it below provider.options");
    }
  }

  asio::awaitable<void> talk(const engine::Program& program) {
    const auto executor = co_await asio::this_coro::executor;
    engine::ChildStream child(executor, program);
    engine::JsonSplitter messages;
    for (;;) {
      const auto bytes = co_await child.read();
      if (!bytes) break;
      feed(messages, *bytes);
    }
    const int code = co_await child.wait();
    if (code != 0) throw Error(fmt::format("provider {} ended with exit code {}", provider_.type, code));
  }

  void feed(engine::JsonSplitter& messages, const std::string& bytes) {
    try {
      messages.feed(bytes);
      while (const auto message = messages.next()) take(engine::parse_provider_message(*message));
    } catch (const engine::HttpError&) {
      throw Error(fmt::format("provider {} says something that is no JSON object", provider_.type));
    } catch (const Error& error) {
      throw Error(fmt::format("provider {}: {}", provider_.type, error.what()), error.hint());
    }
  }

  void take(ProviderMessage message) {
    using Kind = ProviderMessage::Kind;
    switch (message.kind) {
      case Kind::debug: return;
      case Kind::error: throw Error(first_line(message.text));
      case Kind::variable:
        variables_[upper_case(provider_.service) + "_" + message.name] = std::move(message.value);
        return;
      case Kind::raw_variable: variables_[message.name] = std::move(message.value); return;
      case Kind::info: break;
    }
    StepProgress progress;
    progress.step = step_;
    progress.action = action_of(plan::Operation(provider_));
    progress.resource = context_.plan.steps[step_].resource;
    progress.message = first_line(message.text);
    context_.sink.emit(std::move(progress));
  }

  StepContext& context_;
  StepIndex step_;
  const plan::RunProvider& provider_;
  std::map<std::string, std::string> variables_;
};

// ---- models ----

asio::awaitable<std::string> ask_model_runner(engine::Program program, std::vector<std::string> arguments) {
  program.arguments = std::move(arguments);
  const auto words = fmt::format("docker model {}", program.arguments.front());
  const auto told = co_await engine::run_to_end(std::move(program));
  if (told.exit_code != 0)
    throw Error(fmt::format("`{}` ended with exit code {}", words, told.exit_code), "run it yourself to see why");
  co_return told.output;
}

std::vector<std::string> configure_arguments(const plan::PrepareModel& prepare) {
  std::vector<std::string> words = {"configure"};
  if (prepare.context_size > 0) {
    words.emplace_back("--context-size");
    words.push_back(std::to_string(prepare.context_size));
  }
  words.push_back(prepare.model);
  if (prepare.runtime_flags.empty()) return words;
  words.emplace_back("--");
  words.insert(words.end(), prepare.runtime_flags.begin(), prepare.runtime_flags.end());
  return words;
}

}  // namespace

asio::awaitable<StepOutput> run(StepContext& context, StepIndex step, const plan::RunProvider& provider) {
  ProviderRun provider_run(context, step, provider);
  auto output = co_await provider_run.run();
  co_return output;
}

asio::awaitable<StepOutput> run(StepContext& context, StepIndex, const plan::PrepareModel& prepare) {
  const auto program = program_in(context, "model");
  const auto listed = co_await ask_model_runner(program, {"ls", "--json"});
  const auto there = engine::parse_model_list(listed);
  if (std::ranges::find(there, prepare.model) == there.end()) {
    co_await ask_model_runner(program, {"pull", prepare.model});
  }
  co_await ask_model_runner(program, configure_arguments(prepare));
  const auto status = co_await ask_model_runner(program, {"status", "--json"});
  co_return StepOutput{{}, {}, {{"endpoint", engine::parse_model_endpoint(status)}}};
}

}  // namespace berth::lifecycle
