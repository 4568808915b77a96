#include "cli/invocation.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

/// The docker command line sets it for its plugins.
constexpr auto called_by_docker = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND";

/// Options before the command that take a value: those that Berth has, too, and docker's own.
constexpr auto with_value = std::to_array<std::string_view>({"-f",
                                                             "--file",
                                                             "-p",
                                                             "--project-name",
                                                             "--project-directory",
                                                             "--profile",
                                                             "-H",
                                                             "--host",
                                                             "-c",
                                                             "--context",
                                                             "--env-file",
                                                             "--ansi",
                                                             "--progress",
                                                             "--error-format",
                                                             "--silence",
                                                             "--parallel",
                                                             "--workdir",
                                                             "--config",
                                                             "-l",
                                                             "--log-level",
                                                             "--tlscacert",
                                                             "--tlscert",
                                                             "--tlskey"});

bool takes_value(std::string_view option) {
  return std::ranges::find(with_value, option) != with_value.end();
}

/// Takes docker's own options off the words before the command.
class Reader {
 public:
  explicit Reader(Invocation& out) : out_(out) {}

  /// True when the option is docker's own.
  bool take(std::string_view name, std::string_view value) {
    if (name == "--config") {
      set("DOCKER_CONFIG", value);
    } else if (name == "--tls" || name == "--tlsverify") {
      if (value != "false") set(name == "--tls" ? "DOCKER_TLS" : "DOCKER_TLS_VERIFY", "1");
    } else if (name == "--tlscacert" || name == "--tlscert" || name == "--tlskey") {
      tls_file(name, value);
    } else {
      return name == "-D" || name == "--debug" || name == "-l" || name == "--log-level";
    }
    return true;
  }

 private:
  void set(std::string name, std::string_view value) { out_.environment.emplace_back(std::move(name), value); }

  /// Berth knows these files by the names that docker gives them in a folder.
  void tls_file(std::string_view option, std::string_view value) {
    const fs::path path(value);
    const std::string_view usual = option == "--tlscacert" ? "ca.pem" : option == "--tlscert" ? "cert.pem" : "key.pem";
    const auto folder = path.parent_path().string();
    if (path.filename() != usual || (!certificates_.empty() && certificates_ != folder)) {
      throw Error(
          fmt::format("{}: {} cannot be used: the TLS files have to be ca.pem, cert.pem and key.pem of one folder",
                      option, value),
          "set DOCKER_CERT_PATH to their folder, or use a docker context");
    }
    if (certificates_.empty()) set("DOCKER_CERT_PATH", folder);
    certificates_ = folder;
  }

  Invocation& out_;
  std::string certificates_;
};

/// `docker help compose up` is `docker compose up --help`.
std::vector<std::string> help_words(std::vector<std::string> words) {
  if (words.size() < 2 || words[0] != "help" || words[1] != "compose") return words;
  words.erase(words.begin(), words.begin() + 1);
  words.emplace_back("--help");
  return words;
}

}  // namespace

std::string plugin_metadata(std::string_view version) {
  return fmt::format(
      R"({{"SchemaVersion":"0.1.0","Vendor":"Berth","Version":"v{}","ShortDescription":"Docker Compose, by Berth"}})"
      "\n",
      version);
}

Invocation read_invocation(std::span<const char* const> arguments, const Variable& variable) {
  Invocation out;
  std::vector<std::string> words(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  out.as_docker_compose = !arguments.empty() && fs::path(arguments.front()).filename() == "docker-compose";
  if (!out.as_docker_compose) {
    out.words = std::move(words);
    return out;
  }
  const bool plugin = variable(called_by_docker).has_value();
  out.name = plugin ? "docker compose" : "docker-compose";
  if (plugin) words = help_words(std::move(words));
  Reader docker(out);
  std::size_t at = 0;
  for (; at < words.size() && words[at].size() > 1 && words[at].starts_with('-') && words[at] != "--"; ++at) {
    const auto equals = words[at].find('=');
    const auto name = words[at].substr(0, equals);
    const bool separate = equals == std::string::npos && takes_value(name) && at + 1 < words.size();
    const auto value = separate ? words[at + 1] : equals == std::string::npos ? "" : words[at].substr(equals + 1);
    if (!docker.take(name, value)) {
      out.words.push_back(words[at]);
      if (separate) out.words.push_back(value);
    }
    if (separate) ++at;
  }
  // `__complete` stands before the name, too.
  const bool completes = at < words.size() && words[at].starts_with("__complete");
  if (completes) out.words.push_back(words[at++]);
  if (plugin && at < words.size() && words[at] == "compose") ++at;
  out.words.insert(out.words.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
  return out;
}

}  // namespace berth::cli
