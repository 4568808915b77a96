// Whose files are in a container: the user that its process runs as.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "engine_client/engine.hpp"
#include "engine_client/file_packer.hpp"

namespace berth::lifecycle {

/// The numbers of a user as an image or service names it ("", "1000", "app", "app:staff", "1000:1000"), by the content
/// of the container's /etc/passwd and /etc/group. Unknown names are root's.
engine::Owner find_owner(std::string_view user, std::string_view passwd, std::string_view group);

/// The files are read only where names have to be looked up. Throws EngineError.
boost::asio::awaitable<engine::Owner> owner_in_container(engine::Engine& engine, std::string container);

}  // namespace berth::lifecycle
