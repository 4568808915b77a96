#include "cli/dns_exec.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/dns_serve.hpp"
#include "cli/private_files.hpp"
#include "cli/session.hpp"
#include "dns/feed.hpp"
#include "dns/server.hpp"
#include "lifecycle/task_group.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A folder that is gone when this object is.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (fs::temp_directory_path() / "berth-dns-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Error("no folder can be made", "see TMPDIR", name);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

/// Answers on port 53 of an address of its own in 127.0.0.0/8, which only the privileged may have.
std::unique_ptr<dns::Server> server_on_port_53(const asio::any_io_executor& executor) {
  const auto process = static_cast<unsigned>(::getpid());
  dns::ServerOptions options;
  options.addresses = {fmt::format("127.53.{}.{}", process / 254 % 254 + 1, process % 254 + 1)};
  options.port = 53;
  options.version = "berth dns exec";
  try {
    return std::make_unique<dns::Server>(executor, std::move(options));
  } catch (const Error&) {
    return nullptr;  // names come from the hosts file alone
  }
}

/// Ours first: for what it refuses, the next one is asked (resolv.conf(5)).
std::string resolver_settings(const std::string& server, const std::string& search) {
  std::string text = fmt::format("nameserver {}\n", server);
  std::string searched = search;
  const auto own = content_of("/etc/resolv.conf");
  for (const auto line : split(own, '\n')) {
    const auto plain = trim(line);
    if (plain.starts_with("search ") || plain.starts_with("domain ")) {
      searched += " " + std::string(trim(plain.substr(7)));
    } else {
      text += std::string(line) + "\n";
    }
  }
  return text + "search " + searched + "\n";
}

class NamedRun {
 public:
  NamedRun(Session& session, const dns::DomainName& suffix, std::string project)
      : session_(session),
        suffix_(suffix),
        project_(std::move(project)),
        hosts_(folder_.file("hosts")),
        server_(server_on_port_53(session.loop().get_executor())),
        ended_(session.loop(), SIGCHLD) {}

  asio::awaitable<int> run(const std::vector<std::string>& command) {
    const auto first = co_await dns::Feed::look(session_.engine());
    take(first);
    int code = 0;
    co_await lifecycle::with_tasks([&](lifecycle::TaskGroup& tasks) -> asio::awaitable<void> {
      if (server_) tasks.spawn(server_->run());
      tasks.spawn(follow());
      code = co_await run_child(command);
    });
    co_return code;
  }

 private:
  std::vector<PrivateFile> files() {
    std::vector<PrivateFile> files{{hosts_, "/etc/hosts"}};
    if (server_ == nullptr || !fs::exists("/etc/resolv.conf")) return files;
    const auto path = folder_.file("resolv.conf");
    std::ofstream(path) << resolver_settings(server_->address(), project_ + "." + suffix_.text());
    files.push_back({path, "/etc/resolv.conf"});
    return files;
  }

  asio::awaitable<int> run_child(const std::vector<std::string>& command) {
    const auto child = start_with_private_files(files(), command);
    // The terminal's signals are the child's to answer, which has them, too.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGQUIT, SIG_IGN);
    for (;;) {
      int status = 0;
      const auto found = ::waitpid(child, &status, WNOHANG);
      if (found == child) co_return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      co_await ended_.async_wait(asio::use_awaitable);
    }
  }

  /// An engine that goes away leaves the names as they were: the command goes on.
  asio::awaitable<void> follow() {
    dns::Feed feed(session_.engine(), [&](const std::vector<dns::InstanceChange>&) { take(feed.instances()); });
    try {
      co_await feed.run();
    } catch (const engine::EngineError&) {
      co_return;
    }
  }

  /// In place, since the child has this very file mounted.
  void take(const std::vector<dns::Instance>& instances) {
    std::ofstream(hosts_, std::ios::trunc) << content_of("/etc/hosts") << dns::hosts_text(instances, suffix_, project_);
    if (server_) server_->set_zone(dns::zone_of(instances, suffix_));
  }

  Session& session_;
  const dns::DomainName& suffix_;
  std::string project_;
  TemporaryFolder folder_;
  std::string hosts_;
  std::unique_ptr<dns::Server> server_;
  asio::signal_set ended_;
};

}  // namespace

int exec_with_names(Context& context, const std::string& suffix, const std::string& project,
                    const std::vector<std::string>& command) {
  const auto name = parse_dns_suffix(suffix);
  Session session(context);
  NamedRun run(session, name, project);
  return session.run(OnSignal::leave, [&] { return run.run(command); });
}

}  // namespace berth::cli
