#include "cli/complete_project.hpp"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/change.hpp"
#include "cli/project.hpp"
#include "engine_client/registry_auth.hpp"
#include "lifecycle/event_hub.hpp"
#include "plan/make.hpp"
#include "yaml/base64.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;

// ---- programs ----

void report(Diagnostics& problems, const compose::Service& service, const char* attribute, std::string message,
            std::string hint) {
  problems.add({.code = "missing-program",
                .span = compose::place_of(service.places, attribute, service.span),
                .path = fmt::format("services.{}.{}", service.name, attribute),
                .message = std::move(message),
                .hint = std::move(hint),
                .notes = {}});
}

Diagnostics check_programs(const compose::Project& project, const lifecycle::ExecuteOptions& execute) {
  Diagnostics problems;
  for (const auto& [name, service] : project.services) {
    if (service.provider && execute.find_program(service.provider->type).empty()) {
      const auto& type = service.provider->type;
      report(
          problems, service, "provider", fmt::format("there is no program for a provider of the type \"{}\"", type),
          type.find('/') == std::string::npos
              ? fmt::format("install docker-{0} as a plugin of the Docker command line, or a program {0} on PATH", type)
              : "mend the path, or name a program on PATH");
    }
    if (!service.models.empty() && execute.find_program("model").empty()) {
      report(problems, service, "models", "there is no Docker Model Runner, which has and serves the models",
             "install the plugin docker-model of the Docker command line");
    }
  }
  return problems;
}

// ---- what comes of them ----

std::string variable_prefix(const std::string& model) {
  auto prefix = model;
  for (char& c : prefix) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return prefix;
}

/// Docker Compose's names: those that the service asks for, otherwise MODEL_URL and MODEL_MODEL.
void add_model(std::map<std::string, std::string>& environment, const std::string& key,
               const std::optional<compose::ServiceModel>& use, const plan::PrepareModel& prepared,
               const std::string& endpoint) {
  const auto named = [&](const std::string& given, const char* usual) {
    return given.empty() ? variable_prefix(key) + usual : given;
  };
  environment[named(use ? use->model_var : "", "_MODEL")] = prepared.model;
  environment[named(use ? use->endpoint_var : "", "_URL")] = endpoint;
}

compose::Additions additions_of(const compose::Project& project, const plan::Plan& plan,
                                const lifecycle::Outcome& outcome) {
  compose::Additions additions;
  for (plan::StepIndex step = 0; step < plan.steps.size(); ++step) {
    const auto& variables = outcome.steps[step].variables;
    if (const auto* provider = std::get_if<plan::RunProvider>(&plan.steps[step].operation)) {
      for (const auto& [name, service] : project.services) {
        if (!service.depends_on.contains(provider->service)) continue;
        for (const auto& [variable, value] : variables) additions.environment[name][variable] = value;
      }
    } else if (const auto* model = std::get_if<plan::PrepareModel>(&plan.steps[step].operation)) {
      for (const auto& [name, service] : project.services) {
        const auto use = service.models.find(model->key);
        if (use == service.models.end()) continue;
        add_model(additions.environment[name], model->key, use->second, *model, variables.at("endpoint"));
      }
    }
  }
  return additions;
}

// ---- the engine's socket ----

/// A config.json of the Docker command line with all credentials of this user.
std::string credentials_json(const lifecycle::ExecuteOptions& execute) {
  boost::json::object auths;
  for (const auto& [registry, auth] : execute.all_credentials()) {
    boost::json::object entry{{"auth", yaml::encode_base64(auth.username + ":" + auth.password)}};
    if (!auth.identity_token.empty()) entry = {{"identitytoken", auth.identity_token}};
    auths[registry] = std::move(entry);
  }
  return boost::json::serialize(boost::json::object{{"auths", std::move(auths)}});
}

std::optional<compose::ApiSocket> engine_socket(Session& session, const compose::Project& project,
                                                const lifecycle::ExecuteOptions& execute) {
  constexpr std::string_view scheme = "unix://";
  const auto& services = project.services;
  const auto wants = [](const auto& entry) { return entry.second.use_api_socket; };
  const auto first = std::ranges::find_if(services, wants);
  if (first == services.end()) return std::nullopt;
  const auto address = session.engine().address();
  if (address.starts_with(scheme)) return compose::ApiSocket{address.substr(scheme.size()), credentials_json(execute)};
  Diagnostics problems;
  for (const auto& [name, service] : services) {
    if (!service.use_api_socket) continue;
    problems.add({.code = "unsupported-attribute",
                  .span = compose::place_of(service.places, "use_api_socket", service.span),
                  .path = fmt::format("services.{}.use_api_socket", name),
                  .message = fmt::format("the engine answers at {}, and only a unix socket can be mounted", address),
                  .hint = "give the container the address in an environment variable (DOCKER_HOST)",
                  .notes = {}});
  }
  session.context().show(problems);
  return std::nullopt;
}

}  // namespace

asio::awaitable<CompleteProject> complete_project(Session& session, const compose::Project& project,
                                                  const std::vector<std::string>& services, plan::UpOptions& options,
                                                  ProgressReporter* reporter) {
  auto& context = session.context();
  const auto execute = execute_options(session);
  CompleteProject complete{project, plan::make_preparations(project, options), std::nullopt};
  context.show(check_programs(project, execute));
  compose::Additions additions;
  const bool runs = reporter != nullptr && !context.options.dry_run;
  if (runs && !complete.preparations.empty()) {
    lifecycle::EventHub hub(session.engine(), project.name);
    auto outcome =
        co_await lifecycle::execute(complete.preparations, project, session.engine(), hub, *reporter, execute);
    if (!outcome.complete()) {
      complete.failed = std::move(outcome);
      co_return complete;
    }
    additions = additions_of(project, complete.preparations, outcome);
  }
  options.prepared = runs || complete.preparations.empty();
  additions.socket = engine_socket(session, project, execute);
  if (!additions.empty()) complete.project = load_again(context, services, std::move(additions));
  co_return complete;
}

}  // namespace berth::cli
