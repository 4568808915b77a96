#include "engine_client/build_session.hpp"

#include <array>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_api/buildkit.hpp"
#include "engine_client/endpoint.hpp"
#include "engine_client/folder_sender.hpp"
#include "engine_client/task_group.hpp"
#include "engine_client/transport.hpp"

namespace berth::engine {
namespace {

using boost::asio::awaitable;
using boost::system::system_error;

/// The one message of a call; a call without one has an empty one.
awaitable<std::string> read_request(GrpcStream& stream) {
  auto message = co_await stream.read();
  co_return message ? std::move(*message) : std::string();
}

awaitable<void> check_health(GrpcStream& stream, const BuildOffers&) {
  constexpr std::string_view serving("\x08\x01", 2);  // HealthCheckResponse.status = SERVING
  co_await read_request(stream);
  co_await stream.write(std::string(serving));
}

awaitable<void> tell_credentials(GrpcStream& stream, const BuildOffers& offers) {
  const auto request = co_await read_request(stream);
  auto host = engine_api::decode_single_text(request);
  if (host == "registry-1.docker.io") host = "docker.io";
  const auto auth = offers.credentials ? offers.credentials(host) : engine_api::RegistryAuth();
  const bool token = !auth.identity_token.empty();
  co_await stream.write(engine_api::encode_credentials(token ? std::string() : auth.username,
                                                       token ? auth.identity_token : auth.password));
}

awaitable<void> tell_secret(GrpcStream& stream, const BuildOffers& offers) {
  const auto request = co_await read_request(stream);
  const auto id = engine_api::decode_single_text(request);
  const auto secret = offers.secret ? offers.secret(id) : std::nullopt;
  if (!secret)
    throw GrpcError(GrpcCode::not_found, fmt::format("the compose file gives this build no secret \"{}\"", id));
  co_await stream.write(engine_api::encode_single_text(*secret));
}

const std::string& agent_of(const BuildOffers& offers, const std::string& id) {
  const auto found = offers.agents.find(id.empty() ? "default" : id);
  if (found != offers.agents.end()) return found->second;
  throw GrpcError(GrpcCode::not_found,
                  fmt::format("the compose file gives this build no ssh agent \"{}\"", id.empty() ? "default" : id));
}

awaitable<void> check_agent(GrpcStream& stream, const BuildOffers& offers) {
  const auto request = co_await read_request(stream);
  agent_of(offers, engine_api::decode_single_text(request));
  co_await stream.write({});
}

awaitable<void> to_agent(GrpcStream& stream, Connection& agent) {
  for (;;) {
    const auto message = co_await stream.read();
    if (!message) break;
    const auto bytes = engine_api::decode_single_text(*message);
    co_await agent.write(bytes);
  }
  co_await agent.close_output();
}

awaitable<void> from_agent(GrpcStream& stream, Connection& agent) {
  std::array<char, 16U * 1024U> buffer{};
  for (;;) {
    const auto count = co_await agent.read_some(buffer);
    if (count == 0) break;
    co_await stream.write(engine_api::encode_single_text({buffer.data(), count}));
  }
}

awaitable<std::unique_ptr<Connection>> connect_agent(const std::string& path) {
  const auto executor = co_await boost::asio::this_coro::executor;
  auto agent = make_transport(executor, parse_endpoint("unix://" + path))->make_connection();
  std::string problem;
  try {
    co_await agent->connect();
    co_return agent;
  } catch (const system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    problem = error.code().message();
  }
  throw GrpcError(GrpcCode::unavailable, fmt::format("the ssh agent at {} does not answer: {}", path, problem));
}

awaitable<void> forward_agent(GrpcStream& stream, const BuildOffers& offers) {
  const auto path = agent_of(offers, header_value(stream.headers(), "buildkit.ssh.id"));
  const auto agent = co_await connect_agent(path);
  try {
    co_await with_tasks([&](TaskGroup& group) -> awaitable<void> {
      group.spawn(to_agent(stream, *agent));
      co_await from_agent(stream, *agent);
    });
  } catch (const system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
  }
}

awaitable<void> send_files(GrpcStream& stream, const BuildOffers& offers) {
  const auto name = header_value(stream.headers(), "dir-name");
  const auto found = offers.folders.find(name);
  if (found == offers.folders.end())
    throw GrpcError(GrpcCode::not_found, fmt::format("this build has no folder \"{}\"", name));
  co_await send_folder(stream, found->second);
}

struct Method {
  std::string_view name;
  awaitable<void> (*answer)(GrpcStream&, const BuildOffers&);
};

constexpr Method methods[] = {
    {"/grpc.health.v1.Health/Check", check_health},
    {"/moby.filesync.v1.Auth/Credentials", tell_credentials},
    {"/moby.buildkit.secrets.v1.Secrets/GetSecret", tell_secret},
    {"/moby.sshforward.v1.SSH/CheckAgent", check_agent},
    {"/moby.sshforward.v1.SSH/ForwardAgent", forward_agent},
    {"/moby.filesync.v1.FileSync/DiffCopy", send_files},
};

}  // namespace

std::vector<std::string> build_session_methods() {
  std::vector<std::string> names;
  for (const auto& method : methods) names.emplace_back(method.name);
  return names;
}

awaitable<void> answer_build_call(GrpcStream& stream, const BuildOffers& offers) {
  const auto path = header_value(stream.headers(), ":path");
  for (const auto& method : methods) {
    if (method.name == path) return method.answer(stream, offers);
  }
  throw GrpcError(GrpcCode::unimplemented, fmt::format("Berth does not know {}", path));
}

}  // namespace berth::engine
