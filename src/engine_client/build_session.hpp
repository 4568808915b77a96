// The session of a build: while it runs, BuildKit asks Berth for files, secrets, an ssh agent and credentials
// (`POST /session`; the services are those of moby/buildkit's session package).
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "engine_client/build_offers.hpp"
#include "engine_client/grpc.hpp"

namespace berth::engine {

/// The methods that answer_build_call() knows, as the session's request names them.
std::vector<std::string> build_session_methods();

/// Answers one call of the engine; a method that is not known is "unimplemented".
boost::asio::awaitable<void> answer_build_call(GrpcStream& stream, const BuildOffers& offers);

}  // namespace berth::engine
