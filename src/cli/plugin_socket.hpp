// The docker command line's word to its plugin that the user wants it to end (docker/cli: cli-plugins/socket): it
// closes a socket that the plugin is connected to, since a signal may reach only docker itself.
#pragma once

#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace berth::cli {

class PluginSocket {
 public:
  /// `address`: DOCKER_CLI_PLUGIN_SOCKET, "@docker_cli_…"; nothing is waited for when it is empty or nobody is there.
  /// When docker closes the socket this process gets a SIGINT, and answers it in whatever way it does.
  PluginSocket(boost::asio::io_context& loop, const std::string& address);
  PluginSocket(const PluginSocket&) = delete;
  PluginSocket& operator=(const PluginSocket&) = delete;
  ~PluginSocket();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace berth::cli
