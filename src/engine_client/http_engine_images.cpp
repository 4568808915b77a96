// Images: lists, pulls, loads and builds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine_client/build_progress.hpp"
#include "engine_client/http_engine.hpp"
#include "engine_client/http_streams.hpp"
#include "engine_client/image_reference.hpp"

namespace berth::engine {
namespace {

std::string image_path(std::string_view name, std::string_view action = {}) {
  return "/images/" + percent_encode(name, true) + std::string(action);
}

std::string text_after(std::string_view text, std::string_view words) {
  const auto at = text.find(words);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + words.size());
  return std::string(rest.substr(0, rest.find_first_of(" \r\n")));
}

engine_api::Strings cache_images(const engine_api::BuildOptions& options) {
  engine_api::Strings images;
  for (const auto& entry : options.cache_from) {
    if (const auto found = entry.attributes.find("ref"); found != entry.attributes.end())
      images.push_back(found->second);
  }
  return images;
}

Call build_call(const engine_api::BuildOptions& options) {
  Call call;
  call.method = "POST";
  call.path = "/build";
  for (const auto& tag : options.tags) call.query.add("t", tag);
  call.query.add("dockerfile", options.dockerfile)
      .add("target", options.target)
      .add("platform", fmt::format("{}", fmt::join(options.platforms, ",")))
      .add("networkmode", options.network_mode)
      .add("remote", options.remote)
      .add("isolation", options.isolation)
      .flag("nocache", options.no_cache)
      .flag("pull", options.pull)
      .flag("q", options.quiet)
      .flag("rm", true)
      .flag("forcerm", true);
  if (!options.args.empty()) call.query.add("buildargs", engine_api::encode_map(options.args));
  if (!options.labels.empty()) call.query.add("labels", engine_api::encode_map(options.labels));
  if (!options.cache_from.empty()) call.query.add("cachefrom", engine_api::encode_list(cache_images(options)));
  if (!options.ulimits.empty()) call.query.add("ulimits", engine_api::encode_ulimits(options.ulimits));
  if (options.shm_size != 0) call.query.add("shmsize", options.shm_size);
  if (options.memory != 0) call.query.add("memory", options.memory);
  if (!options.secrets.empty()) call.query.add("secrets", engine_api::encode_list(options.secrets));
  for (const auto& host : options.extra_hosts) call.query.add("extrahosts", host);
  if (!options.registries.empty()) {
    call.headers.emplace_back("X-Registry-Config", base64_url(engine_api::encode_registries(options.registries)));
  }
  return call;
}

[[noreturn]] void fail(const std::string& label, const std::string& message) {
  throw EngineError({classify(0, message), label, 0, message}, advice_on(message));
}

}  // namespace

awaitable<std::unique_ptr<HttpObjects>> HttpEngine::objects(Call call, Deadline deadline) {
  auto label = call.label();
  if (!deadline.after) deadline.after = ApiCaller::unlimited;
  auto reply = co_await caller_.open(std::move(call), deadline);
  co_return std::make_unique<HttpObjects>(std::move(reply), std::move(label), address());
}

/// A stream of progress to its end; an error in it is thrown.
awaitable<void> HttpEngine::follow_progress(Call call, std::string label, ProgressHandler on_progress,
                                            Deadline deadline) {
  const auto stream = co_await objects(std::move(call), deadline);
  for (;;) {
    const auto object = co_await stream->next();
    if (!object) break;
    const auto progress = decode_reply(label, *object, engine_api::decode_progress);
    if (on_progress) on_progress(progress);
    if (!progress.error.empty()) fail(label, progress.error);
  }
}

awaitable<std::vector<engine_api::ImageSummary>> HttpEngine::list_images(engine_api::Filters filters,
                                                                         Deadline deadline) {
  Call call;
  call.path = "/images/json";
  if (!filters.empty()) call.query.add("filters", engine_api::encode(filters));
  return caller_.decoded(std::move(call), deadline, engine_api::decode_image_list);
}

awaitable<engine_api::ImageInspect> HttpEngine::inspect_image(std::string name, Deadline deadline) {
  Call call;
  call.path = image_path(name, "/json");
  return caller_.decoded(std::move(call), deadline, engine_api::decode_image_inspect);
}

awaitable<void> HttpEngine::pull_image(std::string reference, PullOptions options, ProgressHandler on_progress,
                                       Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = "/images/create";
  const auto image = split_reference(reference);
  call.query.add("fromImage", image.repository).add("tag", image.tag).add("platform", options.platform);
  if (!options.auth.empty()) call.headers.emplace_back("X-Registry-Auth", base64_url(engine_api::encode(options.auth)));
  const auto label = fmt::format("pull of {}", reference);
  call.title = label;
  co_await follow_progress(std::move(call), label, std::move(on_progress), deadline);
}

awaitable<void> HttpEngine::push_image(std::string reference, engine_api::RegistryAuth auth,
                                       ProgressHandler on_progress) {
  const auto image = split_reference(reference);
  Call call;
  call.method = "POST";
  call.path = image_path(image.repository, "/push");
  call.query.add("tag", image.tag);
  // Docker refuses a push without the header, whatever stands in it.
  call.headers.emplace_back("X-Registry-Auth", base64_url(engine_api::encode(auth)));
  const auto label = fmt::format("push of {}", reference);
  call.title = label;
  co_await follow_progress(std::move(call), label, std::move(on_progress), {});
}

awaitable<std::string> HttpEngine::registry_digest(std::string reference, engine_api::RegistryAuth auth,
                                                   Deadline deadline) {
  Call call;
  call.path = "/distribution/" + percent_encode(reference, true) + "/json";
  call.title = fmt::format("digest of {}", reference);
  if (!auth.empty()) call.headers.emplace_back("X-Registry-Auth", base64_url(engine_api::encode(auth)));
  return caller_.decoded(std::move(call), deadline, engine_api::decode_registry_digest);
}

awaitable<std::vector<std::string>> HttpEngine::load_image(std::unique_ptr<ByteSource> archive, Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = "/images/load";
  call.query.flag("quiet", true);  // progress would fill the socket while nobody reads it
  call.source = std::move(archive);
  const auto label = call.label();
  std::vector<std::string> names;
  const auto stream = co_await objects(std::move(call), deadline);
  for (;;) {
    const auto object = co_await stream->next();
    if (!object) break;
    const auto progress = decode_reply(label, *object, engine_api::decode_progress);
    if (!progress.error.empty()) fail(label, progress.error);
    for (const auto* words : {"Loaded image: ", "Loaded image ID: "}) {
      if (auto name = text_after(progress.text, words); !name.empty()) names.push_back(std::move(name));
    }
  }
  co_return names;
}

awaitable<void> HttpEngine::tag_image(std::string source, std::string repository, std::string tag, Deadline deadline) {
  Call call;
  call.method = "POST";
  call.path = image_path(source, "/tag");
  call.query.add("repo", repository).add("tag", tag);
  return done(std::move(call), deadline);
}

awaitable<std::vector<engine_api::ImageDeleted>> HttpEngine::remove_image(std::string name, bool force,
                                                                          Deadline deadline) {
  Call call;
  call.method = "DELETE";
  call.path = image_path(name);
  call.query.flag("force", force);
  return caller_.decoded(std::move(call), deadline, engine_api::decode_image_deleted);
}

awaitable<std::string> HttpEngine::build_image(engine_api::BuildOptions options, std::unique_ptr<ByteSource> context,
                                               ProgressHandler on_progress, Deadline deadline) {
  auto call = build_call(options);
  call.source = std::move(context);
  const std::string label = options.tags.empty() ? "build" : "build of " + options.tags.front();
  call.title = label;
  std::string id;
  OutputTail tail;
  const auto stream = co_await objects(std::move(call), deadline);
  for (;;) {
    const auto object = co_await stream->next();
    if (!object) break;
    const auto progress = decode_reply(label, *object, engine_api::decode_progress);
    if (on_progress) on_progress(progress);
    tail.add(progress.text);
    if (!progress.error.empty()) {
      throw BuildError({classify(0, progress.error), label, 0, progress.error}, advice_on(progress.error),
                       tail.lines());
    }
    if (!progress.image_id.empty()) id = progress.image_id;
    if (auto built = text_after(progress.text, "Successfully built "); !built.empty() && id.empty()) id = built;
  }
  if (id.empty()) throw EngineError({ErrorKind::protocol, label, 0, "the engine ended the build without an image"});
  co_return id;
}

}  // namespace berth::engine
