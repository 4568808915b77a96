// Builds with BuildKit, as its own command line does it: `POST /grpc` carries the Control service, `POST /session` the
// calls that BuildKit makes in turn.
#include <exception>
#include <random>
#include <utility>

#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "engine_client/build_progress.hpp"
#include "engine_client/build_session.hpp"
#include "engine_client/http_engine.hpp"
#include "engine_client/task_group.hpp"
#include "engine_client/wakeup.hpp"

namespace berth::engine {
namespace {

std::string random_id() {
  std::random_device source;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", source());
  return id;
}

Call handed_over(std::string path) {
  Call call;
  call.method = "POST";
  call.path = std::move(path);
  call.upgrade = "h2c";
  return call;
}

/// The shared key names what was sent before, so that only what has changed is sent again.
Call session_call(const std::string& id, const std::string& shared_key) {
  auto call = handed_over("/session");
  call.headers.emplace_back("X-Docker-Expose-Session-Uuid", id);
  call.headers.emplace_back("X-Docker-Expose-Session-Name", "berth");
  call.headers.emplace_back("X-Docker-Expose-Session-Sharedkey", shared_key);
  for (const auto& method : build_session_methods()) {
    call.headers.emplace_back("X-Docker-Expose-Session-Grpc-Method", method);
  }
  return call;
}

/// One build: what its tasks share.
struct Build {
  explicit Build(const boost::asio::any_io_executor& executor) : over(executor) {}

  std::shared_ptr<GrpcConnection> session;
  std::shared_ptr<GrpcConnection> control;
  engine_api::SolveRequest request;
  ProgressHandler on_progress;
  BuildProgress progress;
  bool heard = false;     // of its progress
  bool followed = false;  // to the end
  Wakeup over;
  engine_api::StringMap answer;
  std::optional<GrpcStatus> refusal;
};

awaitable<void> hear(Build& build) {
  auto status = build.control->call("/moby.buildkit.v1.Control/Status");
  co_await status.write(engine_api::encode_status_request(build.request.reference));
  status.finish();
  for (;;) {
    const auto message = co_await status.read();
    if (!message) co_return;
    build.heard = true;
    for (const auto& progress : build.progress.take(engine_api::decode_build_status(*message))) {
      if (build.on_progress) build.on_progress(progress);
    }
  }
}

awaitable<void> follow(Build& build) {
  try {
    co_await hear(build);
  } catch (const GrpcError&) {
    // the engine knows no such build, or broke off: the build's own call tells why
  }
  build.followed = true;
  build.over.notify();
}

/// The last output of a step may come after the build has ended, but nothing comes for one that never began.
awaitable<void> solve(Build& build) {
  try {
    const auto reply =
        co_await build.control->call("/moby.buildkit.v1.Control/Solve", engine_api::encode(build.request));
    build.answer = engine_api::decode_solve_response(reply);
  } catch (const GrpcError& error) {
    build.refusal = error.status();
  }
  while (!build.followed && (!build.refusal || build.heard)) co_await build.over.wait();
}

[[noreturn]] void fail(const Build& build, const std::string& label) {
  const auto& refusal = *build.refusal;
  if (refusal.code == static_cast<int>(GrpcCode::unavailable))
    throw EngineError({ErrorKind::unavailable, label, 0, refusal.message});
  auto failure = build.progress.failure(refusal.message);
  auto hint = advice_on(failure.what);
  throw BuildError({ErrorKind::failed, label, 0, std::move(failure.what)}, std::move(hint),
                   std::move(failure.last_lines));
}

}  // namespace

awaitable<std::string> HttpEngine::solve_image(engine_api::BuildOptions options, BuildOffers offers,
                                               ProgressHandler on_progress) {
  const std::string label = options.tags.empty() ? "build" : "build of " + options.tags.front();
  Build build(caller_.executor());
  build.on_progress = std::move(on_progress);
  build.request = engine_api::solve_request(options);
  build.request.reference = random_id();
  build.request.session = random_id();
  auto session = co_await caller_.open(session_call(build.request.session, offers.shared_key), {});
  build.session = std::make_shared<GrpcConnection>(caller_.executor(), std::move(session), Http2::Role::server);
  auto control = co_await caller_.open(handed_over("/grpc"), {});
  build.control = std::make_shared<GrpcConnection>(caller_.executor(), std::move(control), Http2::Role::client);
  std::exception_ptr broken;
  try {
    co_await with_tasks([&](TaskGroup& group) -> awaitable<void> {
      group.spawn(build.session->run([&offers](GrpcStream& stream) { return answer_build_call(stream, offers); }));
      group.spawn(build.control->run());
      group.spawn(follow(build));
      co_await solve(build);
    });
  } catch (const boost::system::system_error&) {
    broken = std::current_exception();
  } catch (const HttpError&) {
    broken = std::current_exception();
  }
  const bool told = build.refusal && build.refusal->code != static_cast<int>(GrpcCode::unavailable);
  if (broken && !told) rethrow_as_engine_error(broken, label, address(), nullptr);
  if (build.refusal) fail(build, label);
  co_return build.answer["containerimage.digest"];
}

}  // namespace berth::engine
