// load PORT WINDOW SECONDS NAMES [RATE]: asks for the A records of names on loopback, WINDOW at a time, RATE a second
// at most. NAMES: a file of lines "name answer[,answer...]"; an answer is an address, or "-" for "no such name"; a name
// without answers takes any. Prints: queries, seconds, lost, wrong, microseconds of the median and of the 99th in 100.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::milliseconds(1000);
constexpr std::uint32_t no_such_name = 0;

struct Name {
  std::string text;
  std::string query;
  std::vector<std::uint32_t> answers;
};

struct Pending {
  std::size_t name = 0;
  Clock::time_point sent;
  bool open = false;
};

struct Result {
  std::uint64_t queries = 0, lost = 0, wrong = 0;
  std::vector<float> microseconds;
};

Name parse(const std::string& line) {
  Name name;
  std::istringstream words(line);
  std::string answers;
  words >> name.text >> answers;
  name.query.assign(12, '\0');
  name.query[5] = 1;
  std::istringstream labels(name.text);
  for (std::string label; std::getline(labels, label, '.');) {
    name.query += static_cast<char>(label.size());
    name.query += label;
  }
  name.query += std::string("\0\0\1\0\1", 5);
  std::istringstream all(answers);
  for (std::string one; std::getline(all, one, ',');) {
    name.answers.push_back(one == "-" ? no_such_name : ::inet_addr(one.c_str()));
  }
  return name;
}

/// The first address, behind a question of the same size and a name that is a pointer.
std::uint32_t address_in(const std::string& query, const unsigned char* message, std::size_t size) {
  std::uint32_t address = no_such_name;
  if (size >= query.size() + 16 && message[7] > 0) std::memcpy(&address, message + query.size() + 12, sizeof(address));
  return address;
}

class Load {
 public:
  Load(std::uint16_t port, std::size_t window, std::vector<Name> names) : names_(std::move(names)), pending_(window) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socket_ = ::socket(AF_INET, SOCK_DGRAM, 0);
    ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }

  Result run(double seconds, double rate) {
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (auto now = begin; now < end; now = Clock::now()) {
      const auto due = rate > 0 ? std::chrono::duration<double>(now - begin).count() * rate : 1e18;
      for (std::size_t id = 0; id < pending_.size(); ++id) {
        if (!pending_[id].open && static_cast<double>(result_.queries) < due) ask(id);
      }
      receive(rate > 0 ? 1 : 100);
      give_up();
    }
    for (const auto last = Clock::now() + patience; Clock::now() < last && waiting();) receive(100);
    result_.lost += static_cast<std::uint64_t>(std::ranges::count(pending_, true, &Pending::open));
    return std::move(result_);
  }

 private:
  void ask(std::size_t id) {
    auto& pending = pending_[id];
    pending = {random_() % names_.size(), Clock::now(), true};
    auto& query = names_[pending.name].query;
    const auto number = static_cast<std::uint16_t>(id | (++round_ << 8 & 0xff00));
    query[0] = static_cast<char>(number >> 8);
    query[1] = static_cast<char>(number);
    numbers_.resize(pending_.size());
    numbers_[id] = number;
    ::send(socket_, query.data(), query.size(), 0);
    ++result_.queries;
  }

  void receive(int milliseconds) {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, milliseconds) <= 0) return;
    unsigned char message[1500];
    for (;;) {
      const auto size = ::recv(socket_, message, sizeof(message), MSG_DONTWAIT);
      if (size < 12) return;
      const auto number = static_cast<std::uint16_t>(message[0] << 8 | message[1]);
      const std::size_t id = number & 0xff;
      if (id >= pending_.size() || !pending_[id].open || numbers_[id] != number) continue;
      check(pending_[id], message, static_cast<std::size_t>(size));
    }
  }

  void check(Pending& pending, const unsigned char* message, std::size_t size) {
    pending.open = false;
    result_.microseconds.push_back(std::chrono::duration<float, std::micro>(Clock::now() - pending.sent).count());
    const auto& name = names_[pending.name];
    if (name.answers.empty()) return;
    const auto address = address_in(name.query, message, size);
    const int rcode = message[3] & 15;
    const bool right = (rcode == 0 || (rcode == 3 && address == no_such_name)) &&
                       std::ranges::find(name.answers, address) != name.answers.end();
    if (right) return;
    if (++result_.wrong <= 5) {
      in_addr shown{address};
      std::fprintf(stderr, "%s: rcode %d, %s\n", name.text.c_str(), rcode, ::inet_ntoa(shown));
    }
  }

  void give_up() {
    const auto late = Clock::now() - patience;
    for (auto& pending : pending_) {
      if (!pending.open || pending.sent > late) continue;
      pending.open = false;
      ++result_.lost;
    }
  }

  [[nodiscard]] bool waiting() const { return std::ranges::count(pending_, true, &Pending::open) > 0; }

  std::vector<Name> names_;
  std::vector<Pending> pending_;
  std::vector<std::uint16_t> numbers_;
  std::minstd_rand random_{1};
  Result result_;
  unsigned round_ = 0;
  int socket_ = -1;
};

float at(std::vector<float>& values, double part) {
  if (values.empty()) return 0;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, place);
  return *place;
}

}  // namespace

int main(int count, char** words) {
  if (count < 5) return 2;
  std::vector<Name> names;
  std::ifstream file(words[4]);
  for (std::string line; std::getline(file, line);) names.push_back(parse(line));
  const auto window = std::clamp<std::size_t>(std::strtoul(words[2], nullptr, 10), 1, 256);
  if (names.empty()) return 2;
  Load load(static_cast<std::uint16_t>(std::atoi(words[1])), window, std::move(names));
  const auto begin = Clock::now();
  auto result = load.run(std::atof(words[3]), count > 5 ? std::atof(words[5]) : 0);
  const auto seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf("%llu %.3f %llu %llu %.1f %.1f\n", static_cast<unsigned long long>(result.queries), seconds,
              static_cast<unsigned long long>(result.lost), static_cast<unsigned long long>(result.wrong),
              static_cast<double>(at(result.microseconds, 0.5)), static_cast<double>(at(result.microseconds, 0.99)));
}
