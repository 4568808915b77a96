#include "engine_client/program_messages.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_api/codec.hpp"
#include "engine_api/json_reader.hpp"

namespace berth::engine {
namespace {

using engine_api::JsonDocument;
using engine_api::JsonReader;
using Kind = ProviderMessage::Kind;

[[noreturn]] void refuse(std::string_view what) {
  throw Error(fmt::format("it says something that is no message of a provider: {}", what));
}

ProviderMessage variable(Kind kind, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) refuse("a variable without NAME=");
  return {.kind = kind, .text = {}, .name = text.substr(0, equals), .value = text.substr(equals + 1)};
}

ProviderCommand command_of(const JsonReader& reader) {
  ProviderCommand command;
  command.known = reader.present();
  const auto parameters = reader.at("parameters");
  parameters.for_each([&](const JsonReader& parameter) {
    const auto name = parameter.at("name").string();
    command.parameters.insert(name);
    if (parameter.at("required").boolean()) command.required.insert(name);
  });
  return command;
}

/// Decodes with one kind of error.
template <typename Decode>
auto decoded(std::string_view json, const char* who, Decode decode) {
  try {
    const JsonDocument document(json);
    return decode(JsonReader(document.root()));
  } catch (const engine_api::DecodeError& error) {
    throw Error(fmt::format("{} is not understood: {}", who, error.what()));
  }
}

}  // namespace

ProviderMessage parse_provider_message(std::string_view json) {
  return decoded(json, "its output", [](const JsonReader& root) -> ProviderMessage {
    const auto type = root.at("type").string();
    auto text = root.at("message").string();
    if (type == "info") return {.kind = Kind::info, .text = std::move(text), .name = {}, .value = {}};
    if (type == "error") return {.kind = Kind::error, .text = std::move(text), .name = {}, .value = {}};
    if (type == "debug") return {.kind = Kind::debug, .text = std::move(text), .name = {}, .value = {}};
    if (type == "setenv") return variable(Kind::variable, text);
    if (type == "rawsetenv") return variable(Kind::raw_variable, text);
    refuse(fmt::format("type \"{}\"", type));
  });
}

ProviderMetadata parse_provider_metadata(std::string_view json) {
  try {
    return decoded(json, "metadata", [](const JsonReader& root) {
      ProviderMetadata metadata;
      for (const auto* name : {"up", "down", "stop"}) metadata.commands[name] = command_of(root.at(name));
      metadata.told = root.at("description").present() || metadata.commands["up"].known;
      return metadata;
    });
  } catch (const Error&) {
    return {};  // older providers know only up and down
  }
}

std::vector<std::string> parse_model_list(std::string_view json) {
  return decoded(json, "its list of models", [](const JsonReader& root) {
    std::vector<std::string> tags;
    root.for_each([&](const JsonReader& model) {
      for (auto& tag : model.at("tags").strings()) tags.push_back(std::move(tag));
    });
    return tags;
  });
}

std::string parse_model_endpoint(std::string_view json) {
  return decoded(json, "its status", [](const JsonReader& root) { return root.at("endpoint").required_string(); });
}

}  // namespace berth::engine
