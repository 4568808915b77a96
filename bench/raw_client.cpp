// The bare engine calls behind a compose command, over kept connections, without a compose file, a plan or output:
// the row in the tables that says what is left to gain.
//   raw_client up PROJECT COUNT     a network, then COUNT containers: each is created and started
//   raw_client no-op PROJECT        the two reads of an up that finds nothing to do
//   raw_client ps PROJECT
//   raw_client stop|start|down PROJECT
//   raw_client change PROJECT SERVICE       its container replaced by one with another environment
//   raw_client scale PROJECT SERVICE COUNT  from one container to COUNT
//   raw_client gate PROJECT MS      a container that is ready after MS, asked through exec until it is, then another
//   raw_client completed PROJECT MS  a container that ends after MS, then another
//   raw_client logs PROJECT
//   raw_client exec PROJECT SERVICE   a command in a container that runs
//   raw_client run PROJECT            a container for one command, its output, its end, its removal
//   raw_client top PROJECT
// DOCKER_HOST (unix://...) names the engine, BENCH_IMAGE the image, BENCH_PARALLEL how many calls run at once.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using namespace std::string_literals;

const std::string api = "/v1.41";

std::string environment(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

const std::size_t workers = std::stoul(environment("BENCH_PARALLEL", "4"));

/// One connection; made at the first request and kept.
class Connection {
 public:
  using OnData = std::function<void(std::string_view)>;

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (socket_ >= 0) ::close(socket_);
  }

  /// The body; throws when the engine says no, unless the status is `accepted`.
  std::string request(const std::string& method, const std::string& path, const std::string& body = {},
                      int accepted = 0) {
    std::string answer;
    const int status = stream(method, path, body, [&answer](std::string_view data) { answer += data; });
    if (status >= 400 && status != accepted) throw std::runtime_error(method + " " + path + ": " + answer);
    return answer;
  }

  /// Hands the body on in pieces. An upgraded stream ends with its connection.
  int stream(const std::string& method, const std::string& path, const std::string& body, const OnData& on_data,
             bool upgrade = false) {
    send_request(method, path, body, upgrade);
    const std::string head = read_head();
    const int status = std::atoi(head.c_str() + std::string_view("HTTP/1.1 ").size());
    if (status == 204 || status == 304) return status;
    if (status == 101 || upgrade) {
      read_to_end(on_data);
    } else if (const auto at = head.find("\r\nContent-Length: "); at != std::string::npos) {
      read_exactly(std::strtoul(head.c_str() + at + 18, nullptr, 10), on_data);
    } else {
      read_chunks(on_data);
    }
    return status;
  }

 private:
  void open() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = environment("DOCKER_HOST", "unix:///var/run/docker.sock").substr("unix://"s.size());
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("no engine at " + path);
    }
  }

  void send_request(const std::string& method, const std::string& path, const std::string& body, bool upgrade) {
    if (socket_ < 0) open();
    std::string text = method + " " + api + path + " HTTP/1.1\r\nHost: engine\r\n";
    if (upgrade) text += "Connection: Upgrade\r\nUpgrade: tcp\r\n";
    if (method == "POST")
      text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;
    for (std::size_t sent = 0; sent < text.size();) {
      const auto count = ::write(socket_, text.data() + sent, text.size() - sent);
      if (count <= 0) throw std::runtime_error("the engine hung up");
      sent += static_cast<std::size_t>(count);
    }
  }

  bool read_more() {
    char piece[65536];
    const auto count = ::read(socket_, piece, sizeof piece);
    if (count > 0) buffer_.append(piece, static_cast<std::size_t>(count));
    return count > 0;
  }

  /// Up to and without `mark`, which is taken off too.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = buffer_.find(mark)) == std::string::npos) {
      if (!read_more()) throw std::runtime_error("the engine hung up");
    }
    std::string found = buffer_.substr(0, at);
    buffer_.erase(0, at + mark.size());
    return found;
  }

  std::string read_head() { return read_until("\r\n\r\n") + "\r\n"; }

  void read_exactly(std::size_t length, const OnData& on_data) {
    while (length > 0) {
      if (buffer_.empty() && !read_more()) throw std::runtime_error("the engine hung up");
      const auto part = std::min(length, buffer_.size());
      on_data(std::string_view(buffer_).substr(0, part));
      buffer_.erase(0, part);
      length -= part;
    }
  }

  void read_chunks(const OnData& on_data) {
    while (const auto length = std::strtoul(read_until("\r\n").c_str(), nullptr, 16)) {
      read_exactly(length, on_data);
      read_until("\r\n");
    }
    read_until("\r\n");
  }

  void read_to_end(const OnData& on_data) {
    do {
      on_data(buffer_);
      buffer_.clear();
    } while (read_more());
  }

  int socket_ = -1;
  std::string buffer_;
};

/// Calls `work` for 0 … count-1, from several threads with a connection each.
void in_parallel(std::size_t count, const std::function<void(Connection&, std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (std::size_t worker = 0; worker < std::min<std::size_t>(workers, count); ++worker) {
    threads.emplace_back([&] {
      Connection connection;
      for (std::size_t index = next++; index < count; index = next++) work(connection, index);
    });
  }
  for (auto& thread : threads) thread.join();
}

std::string id_in(const std::string& answer, std::size_t from = 0) {
  const auto at = answer.find("\"Id\":\"", from);
  return at == std::string::npos ? "" : answer.substr(at + 6, 64);
}

class Project {
 public:
  explicit Project(std::string name) : name_(std::move(name)), network_(name_ + "_default") {}

  void create_network() {
    connection_.request("POST", "/networks/create",
                        R"({"Name":")" + network_ + R"(","CheckDuplicate":true,"Driver":"bridge","Labels":{)" +
                            R"("com.docker.compose.project":")" + name_ + R"("}})");
  }

  std::string create(Connection& connection, const std::string& service, const std::string& extra = {},
                     const std::string& number = "1") {
    const auto label = [](const std::string& key, const std::string& value) {
      return R"("com.docker.compose.)" + key + R"(":")" + value + R"(")";
    };
    const auto body = R"({"Image":")" + environment("BENCH_IMAGE", "berth-bench/container:1") + R"(")" + extra +
                      R"(,"Labels":{)" + label("project", name_) + "," + label("service", service) + "," +
                      label("container-number", number) + "," + label("oneoff", "False") + "," +
                      label("config-hash", std::string(64, '0')) + R"(},"HostConfig":{"NetworkMode":")" + network_ +
                      R"("},"NetworkingConfig":{"EndpointsConfig":{")" + network_ + R"(":{"Aliases":[")" + service +
                      R"("]}}}})";
    return id_in(connection.request("POST", "/containers/create?name=" + name_ + "-" + service + "-" + number, body));
  }

  static void start(Connection& connection, const std::string& id) {
    connection.request("POST", "/containers/" + id + "/start");
  }

  /// The ids of all, or of a service's.
  std::vector<std::string> containers(const std::string& service = {}) {
    const auto of_service = service.empty() ? "" : "%2C%22com.docker.compose.service%3D" + service + "%22";
    const auto answer = connection_.request(
        "GET", "/containers/json?all=1&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3D" + name_ + "%22" +
                   of_service + "%5D%7D");
    std::vector<std::string> ids;
    for (std::size_t at = 0; (at = answer.find("\"Id\":\"", at)) != std::string::npos; ++at) {
      ids.push_back(id_in(answer, at));
    }
    return ids;
  }

  void up(std::size_t count) {
    create_network();
    in_parallel(count, [this](Connection& connection, std::size_t index) {
      start(connection, create(connection, "s" + std::to_string(index)));
    });
  }

  void no_op() {
    containers();
    connection_.request("GET", "/networks/" + network_);
  }

  /// One call for each container.
  void for_each(const std::string& action) {
    const auto ids = containers();
    in_parallel(ids.size(), [&](Connection& connection, std::size_t index) {
      connection.request("POST", "/containers/" + ids[index] + action);
    });
  }

  void down() {
    const auto ids = containers();
    in_parallel(ids.size(), [&ids](Connection& connection, std::size_t index) {
      connection.request("POST", "/containers/" + ids[index] + "/stop");
      connection.request("DELETE", "/containers/" + ids[index] + "?v=1&force=1");
    });
    connection_.request("DELETE", "/networks/" + network_, {}, 404);
  }

  /// The new one is created under another name while the old one is stopped; then it is started while the old one goes.
  void change(const std::string& service) {
    const auto old = containers(service).at(0);
    std::string id;
    in_parallel(2, [&](Connection& connection, std::size_t index) {
      if (index == 0) id = create(connection, service, R"(,"Env":["NUMBER=changed"])", "99");
      if (index == 1) connection.request("POST", "/containers/" + old + "/stop");
    });
    in_parallel(2, [&](Connection& connection, std::size_t index) {
      if (index == 0) return start(connection, id);
      connection.request("DELETE", "/containers/" + old + "?force=1");
      connection.request("POST", "/containers/" + id + "/rename?name=" + name_ + "-" + service + "-1");
    });
  }

  void scale(const std::string& service, std::size_t count) {
    const auto there = containers(service).size();
    in_parallel(count - there, [&](Connection& connection, std::size_t index) {
      start(connection, create(connection, service, {}, std::to_string(there + index + 1)));
    });
  }

  void gate(const std::string& milliseconds) {
    create_network();
    const auto first = create(connection_, "a", R"(,"Cmd":["ready",")" + milliseconds + R"(","/ready"])");
    const auto second = create(connection_, "b");
    start(connection_, first);
    while (probe(first) != 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    start(connection_, second);
  }

  void completed(const std::string& milliseconds) {
    create_network();
    const auto first = create(connection_, "a", R"(,"Cmd":["end",")" + milliseconds + R"("])");
    const auto second = create(connection_, "b");
    start(connection_, first);
    connection_.request("POST", "/containers/" + first + "/wait");
    start(connection_, second);
  }

  void exec(const std::string& service) {
    if (probe(containers(service).at(0), "/") != 0) throw std::runtime_error("the command failed");
  }

  void run() {
    containers();
    const auto id = create(connection_, "s0", R"(,"Cmd":["end","0"],"AttachStdout":true)", "run");
    start(connection_, id);
    Connection logs;
    logs.stream("GET", "/containers/" + id + "/logs?stdout=1&stderr=1&follow=1", {}, [](std::string_view) {});
    connection_.request("POST", "/containers/" + id + "/wait");
    connection_.request("DELETE", "/containers/" + id + "?force=1&v=1");
  }

  void top() {
    const auto ids = containers();
    in_parallel(ids.size(), [&ids](Connection& connection, std::size_t index) {
      connection.request("GET", "/containers/" + ids[index] + "/top");
    });
  }

  void logs() {
    const auto ids = containers();
    in_parallel(ids.size(), [&ids](Connection& connection, std::size_t index) {
      connection.stream("GET", "/containers/" + ids[index] + "/logs?stdout=1&stderr=1", {},
                        [](std::string_view data) { std::fwrite(data.data(), 1, data.size(), stdout); });
    });
  }

 private:
  int probe(const std::string& id, const std::string& file = "/ready") {
    const auto command = R"({"AttachStdout":true,"Cmd":["/container","check",")" + file + R"("]})";
    const auto exec = id_in(connection_.request("POST", "/containers/" + id + "/exec", command));
    Connection attached;
    attached.stream(
        "POST", "/exec/" + exec + "/start", "{}", [](std::string_view) {}, true);
    const auto state = connection_.request("GET", "/exec/" + exec + "/json");
    const auto at = state.find("\"ExitCode\":");
    return at == std::string::npos ? -1 : std::atoi(state.c_str() + at + 11);
  }

  std::string name_;
  std::string network_;
  Connection connection_;
};

int run(const std::vector<std::string>& words) {
  Project project(words.at(1));
  const auto& command = words.at(0);
  if (command == "up") {
    project.up(std::stoul(words.at(2)));
  } else if (command == "no-op") {
    project.no_op();
  } else if (command == "ps") {
    project.containers();
  } else if (command == "stop" || command == "start") {
    project.for_each("/" + command);
  } else if (command == "down") {
    project.down();
  } else if (command == "change") {
    project.change(words.at(2));
  } else if (command == "scale") {
    project.scale(words.at(2), std::stoul(words.at(3)));
  } else if (command == "gate") {
    project.gate(words.at(2));
  } else if (command == "completed") {
    project.completed(words.at(2));
  } else if (command == "logs") {
    project.logs();
  } else if (command == "exec") {
    project.exec(words.at(2));
  } else if (command == "run") {
    project.run();
  } else if (command == "top") {
    project.top();
  } else {
    throw std::runtime_error("unknown command " + command);
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "raw_client: %s\n", error.what());
    return 1;
  }
}
