#include "engine_client/folder_sender.hpp"

#include <chrono>
#include <deque>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "engine_api/file_sync.hpp"
#include "engine_client/folder_walk.hpp"
#include "engine_client/followed_paths.hpp"
#include "engine_client/task_group.hpp"
#include "engine_client/url.hpp"
#include "engine_client/wakeup.hpp"

namespace berth::engine {
namespace {

using boost::asio::awaitable;
using engine_api::SyncPacket;
namespace fs = std::filesystem;

constexpr std::size_t piece_size = 32U * 1024U;
constexpr std::size_t most_files = 5'000'000;

/// Header values that are not ASCII come as in a form, which a header of its own tells.
std::vector<std::string> patterns_of(const HeaderList& headers, const std::string& name) {
  auto values = header_values(headers, name);
  if (header_value(headers, name + "-encoded") == "1") {
    for (auto& value : values) value = form_decode(value);
  }
  return values;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

/// Tells the files, one by one.
class FileList {
 public:
  virtual ~FileList() = default;
  virtual std::optional<WalkedFile> next() = 0;
  virtual std::unique_ptr<std::istream> open(const std::string& path) = 0;
};

class HostFiles final : public FileList {
 public:
  HostFiles(const fs::path& root, const HeaderList& headers)
      : root_(root),
        walk_(root, IgnoreRules(joined(patterns_of(headers, "exclude-patterns")), ".dockerignore"),
              wanted_only(root, patterns_of(headers, "include-patterns"), patterns_of(headers, "followpaths"))) {}

  std::optional<WalkedFile> next() override {
    for (;;) {
      auto file = walk_.next();
      if (!file || file->is_folder() || file->is_regular() || file->is_symlink() || S_ISFIFO(file->mode)) return file;
    }
  }

  std::unique_ptr<std::istream> open(const std::string& path) override {
    auto file = std::make_unique<std::ifstream>(root_ / path, std::ios::binary);
    if (!*file) throw Error("the file cannot be read", "check its permissions", (root_ / path).string());
    return file;
  }

 private:
  fs::path root_;
  FolderWalk walk_;
};

/// The engine keeps what has the same name, size and time: so each time they are new.
class MadeFiles final : public FileList {
 public:
  explicit MadeFiles(const std::map<std::string, std::string>& files) : files_(files), next_(files.begin()) {}

  std::optional<WalkedFile> next() override {
    if (next_ == files_.end()) return std::nullopt;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    WalkedFile file;
    file.path = next_->first;
    file.mode = S_IFREG | 0644U;
    file.size = static_cast<std::int64_t>(next_->second.size());
    file.modified = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    ++next_;
    return file;
  }

  std::unique_ptr<std::istream> open(const std::string& path) override {
    return std::make_unique<std::istringstream>(files_.at(path));
  }

 private:
  const std::map<std::string, std::string>& files_;
  std::map<std::string, std::string>::const_iterator next_;
};

std::unique_ptr<FileList> list_of(const SentFolder& folder, const HeaderList& headers) {
  if (folder.root.empty()) return std::make_unique<MadeFiles>(folder.files);
  return std::make_unique<HostFiles>(folder.root, headers);
}

/// One transfer: a task tells the files and sends what is asked for, another one hears what is asked for.
class Transfer {
 public:
  Transfer(GrpcStream& stream, std::unique_ptr<FileList> files, const boost::asio::any_io_executor& executor)
      : stream_(stream), files_(std::move(files)), wanted_(executor) {}

  awaitable<void> tell_and_send() {
    while (auto file = files_->next()) co_await tell(*file);
    co_await stream_.write(engine_api::encode(SyncPacket{}));
    for (;;) {
      while (!requests_.empty()) {
        const auto id = requests_.front();
        requests_.pop_front();
        co_await send(id);
      }
      if (finished_) co_return;
      co_await wanted_.wait();
    }
  }

  awaitable<void> hear() {
    for (;;) {
      const auto message = co_await stream_.read();
      if (!message) break;
      const auto packet = engine_api::decode_sync_packet(*message);
      if (packet.type == SyncPacket::Type::error) throw GrpcError(GrpcCode::unknown, packet.data);
      if (packet.type == SyncPacket::Type::finish) break;
      if (packet.type != SyncPacket::Type::request) continue;
      requests_.push_back(packet.id);
      wanted_.notify();
    }
    finished_ = true;
    wanted_.notify();
  }

  /// The last word, once both tasks have ended.
  awaitable<void> say_goodbye() {
    return stream_.write(engine_api::encode(SyncPacket{SyncPacket::Type::finish, 0, {}}));
  }

 private:
  awaitable<void> tell(const WalkedFile& file) {
    engine_api::SyncFile told;
    told.path = file.path;
    told.mode = engine_api::go_file_mode(file.mode);
    told.size = file.size;
    told.modified = file.modified;
    told.link_target = file.link_target;
    if (file.is_regular()) paths_.emplace(count_, file.path);
    if (++count_ > most_files) throw Error("the build context has too many files", "list some in .dockerignore");
    return stream_.write(engine_api::encode_sync_file(told));
  }

  awaitable<void> send(std::uint32_t id) {
    const auto found = paths_.find(id);
    if (found == paths_.end()) throw GrpcError(GrpcCode::unknown, fmt::format("there is no file {} to be sent", id));
    const auto file = files_->open(found->second);
    paths_.erase(found);
    for (;;) {
      SyncPacket packet{SyncPacket::Type::data, id, std::string(piece_size, '\0')};
      file->read(packet.data.data(), static_cast<std::streamsize>(packet.data.size()));
      packet.data.resize(static_cast<std::size_t>(file->gcount()));
      const bool last = packet.data.empty();
      co_await stream_.write(engine_api::encode(packet));
      if (last) co_return;
    }
  }

  GrpcStream& stream_;
  std::unique_ptr<FileList> files_;
  std::map<std::uint32_t, std::string> paths_;  // of files whose content was not sent yet
  std::uint32_t count_ = 0;
  std::deque<std::uint32_t> requests_;
  Wakeup wanted_;
  bool finished_ = false;
};

awaitable<void> transfer(Transfer& work) {
  co_await with_tasks([&work](TaskGroup& group) -> awaitable<void> {
    group.spawn(work.hear());
    group.spawn(work.tell_and_send());
    co_await group.join();
  });
  co_await work.say_goodbye();
}

}  // namespace

awaitable<void> send_folder(GrpcStream& stream, const SentFolder& folder) {
  const auto executor = co_await boost::asio::this_coro::executor;
  std::string problem;
  try {
    Transfer work(stream, list_of(folder, stream.headers()), executor);
    co_await transfer(work);
    co_return;
  } catch (const Error& error) {
    problem = error.where().empty() ? error.what() : error.where() + ": " + error.what();
  }
  // The other side waits for packets: it is told in one, and shows these words.
  co_await stream.write(engine_api::encode(SyncPacket{SyncPacket::Type::error, 0, problem}));
  throw Error(problem);
}

}  // namespace berth::engine
