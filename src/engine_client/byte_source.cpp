#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/error.hpp"
#include "engine_client/stream.hpp"

namespace berth::engine {
namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string content) : content_(std::move(content)) {}

  std::size_t read(std::span<char> buffer) override {
    const auto count = std::min(buffer.size(), content_.size() - taken_);
    content_.copy(buffer.data(), count, taken_);
    taken_ += count;
    return count;
  }

 private:
  std::string content_;
  std::size_t taken_ = 0;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) throw Error("cannot be read: " + std::generic_category().message(errno), {}, path);
  }

  std::size_t read(std::span<char> buffer) override {
    file_.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (file_.bad()) throw Error("reading it failed", {}, path_);
    return static_cast<std::size_t>(file_.gcount());
  }

 private:
  std::string path_;
  std::ifstream file_;
};

}  // namespace

std::unique_ptr<ByteSource> bytes_of(std::string content) {
  return std::make_unique<MemorySource>(std::move(content));
}

std::unique_ptr<ByteSource> bytes_of_file(const std::string& path) {
  return std::make_unique<FileSource>(path);
}

}  // namespace berth::engine
