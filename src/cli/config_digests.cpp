#include "cli/config_digests.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/change.hpp"
#include "cli/session.hpp"
#include "compose/image_reference.hpp"
#include "engine_client/error.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using Credentials = std::function<engine_api::RegistryAuth(const std::string& reference)>;

/// One image, asked for once however many services run it.
struct Question {
  compose::ImageReference image;
  std::string digest;
  std::string failure;
  std::string hint;
};

/// One `image:` of the project.
struct Use {
  yaml::Node* value;
  std::string path;
  Question* question;
};

class Digests {
 public:
  Digests(Context& context, compose::LoadResult& loaded) : context_(context), session_(context) {
    auto& tree = loaded.model.find("services") != nullptr ? loaded.model : loaded.bound;
    auto* services = tree.find("services");
    if (services == nullptr || !services->is_mapping()) return;
    for (auto& [name, place, service] : services->mapping()) {
      auto* image = service.find("image");
      if (image != nullptr && image->is_string()) add(*image, fmt::format("services.{}.image", name));
    }
  }

  void resolve() {
    if (!open_.empty()) {
      const int code = session_.run(OnSignal::leave, [this] { return ask_all(); });
      if (code != 0) throw Reported{code};
    }
    for (const auto& use : uses_) write(use);
    context_.show(problems_);
  }

 private:
  void add(yaml::Node& value, std::string path) {
    auto image = compose::parse_image_reference(value.string());
    if (!image) {
      report(value, path, image.problem().message, image.problem().hint);
      return;
    }
    auto named = image->with_default_tag();
    if (!named.digest.empty()) named.tag.clear();
    auto& question = questions_.try_emplace(named.canonical()).first->second;
    question.image = named;
    question.digest = named.digest;
    if (named.digest.empty()) open_.insert_or_assign(named.canonical(), &question);
    uses_.push_back({&value, std::move(path), &question});
  }

  asio::awaitable<int> ask_all() {
    auto& engine = session_.engine();
    const auto can = co_await engine.capabilities();
    if (!can.registry_digests) {
      throw Error(fmt::format("{} cannot tell the digests that registries have", engine_api::to_string(can.kind)),
                  "name Docker's engine with --host or DOCKER_HOST");
    }
    const auto credentials = execute_options(session_).credentials;
    co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) { return spawn_all(tasks, engine, credentials); });
    co_return 0;
  }

  asio::awaitable<void> spawn_all(lifecycle::TaskGroup& tasks, engine::Engine& engine, const Credentials& credentials) {
    for (auto& [reference, question] : open_) tasks.spawn(ask(engine, credentials, reference, *question));
    co_await tasks.join();
  }

  static asio::awaitable<void> ask(engine::Engine& engine, Credentials credentials, std::string reference,
                                   Question& question) {
    auto auth = credentials(reference);
    try {
      question.digest = co_await engine.registry_digest(reference, std::move(auth));
    } catch (const engine::EngineError& error) {
      if (error.kind() == engine::ErrorKind::unavailable) throw;
      question.failure = error.message();
      question.hint = error.hint();
    }
  }

  void write(const Use& use) {
    const auto& question = *use.question;
    if (question.digest.empty()) {
      report(*use.value, use.path, fmt::format("no digest of {}: {}", question.image.familiar(), question.failure),
             question.hint);
      return;
    }
    auto image = question.image;
    image.digest = question.digest;
    use.value->assign(image.canonical());
  }

  void report(const yaml::Node& value, const std::string& path, std::string message, std::string hint) {
    problems_.add({.code = "image-digest",
                   .span = value.span(),
                   .path = path,
                   .message = std::move(message),
                   .hint = hint.empty() ? "check the name, and whether the registry can be reached" : std::move(hint),
                   .notes = {}});
  }

  Context& context_;
  Session session_;
  std::map<std::string, Question> questions_;
  std::map<std::string, Question*> open_;
  std::vector<Use> uses_;
  Diagnostics problems_;
};

}  // namespace

void resolve_image_digests(Context& context, compose::LoadResult& loaded) {
  Digests(context, loaded).resolve();
}

}  // namespace berth::cli
