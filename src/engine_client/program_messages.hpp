// What programs beside the engine say on their standard output: providers of services, and Docker's model runner.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace berth::engine {

/// One JSON object of a provider: {"type": "setenv", "message": "URL=postgres://…"}.
struct ProviderMessage {
  enum class Kind : std::uint8_t { info, error, debug, variable, raw_variable };
  Kind kind = Kind::info;
  std::string text;   ///< of info, error and debug
  std::string name;   ///< of variables
  std::string value;  ///< of variables: may be secret
};

/// Throws berth::Error for what is none. The value of a variable is in no error.
ProviderMessage parse_provider_message(std::string_view json);

/// What a provider says about one of its commands.
struct ProviderCommand {
  bool known = false;
  std::set<std::string> parameters;
  std::set<std::string> required;
};

/// The answer to `compose metadata`; empty for a program that does not know the question.
struct ProviderMetadata {
  bool told = false;
  std::map<std::string, ProviderCommand> commands;  ///< up, down, stop
};
ProviderMetadata parse_provider_metadata(std::string_view json);

/// Tags in the answer of `docker model ls --json`. Throws berth::Error.
std::vector<std::string> parse_model_list(std::string_view json);
/// The address in the answer of `docker model status --json`. Throws berth::Error.
std::string parse_model_endpoint(std::string_view json);

}  // namespace berth::engine
