// Sends a folder to BuildKit, which takes only what has changed since the last time (engine_api/file_sync.hpp).
#pragma once

#include <boost/asio/awaitable.hpp>

#include "engine_client/build_offers.hpp"
#include "engine_client/grpc.hpp"

namespace berth::engine {

/// Answers one FileSync/DiffCopy; which files are wanted is told by its headers. Throws berth::Error and GrpcError.
boost::asio::awaitable<void> send_folder(GrpcStream& stream, const SentFolder& folder);

}  // namespace berth::engine
