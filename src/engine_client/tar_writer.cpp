#include "engine_client/tar_writer.hpp"

#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

la_ssize_t append_output(archive*, void* output, const void* bytes, std::size_t count) {
  static_cast<std::string*>(output)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

unsigned file_type(TarType type) {
  switch (type) {
    case TarType::folder: return AE_IFDIR;
    case TarType::symlink: return AE_IFLNK;
    case TarType::fifo: return AE_IFIFO;
    case TarType::file: break;
  }
  return AE_IFREG;
}

}  // namespace

struct TarWriter::Archive {
  Archive() : handle(archive_write_new()), entry(archive_entry_new()) {}
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  ~Archive() {
    archive_entry_free(entry);
    archive_write_free(handle);
  }

  void check(int result, std::string_view what) const {
    if (result >= ARCHIVE_WARN) return;
    const char* text = archive_error_string(handle);
    throw Error(fmt::format("packing {} failed: {}", what, text == nullptr ? "unknown error" : text));
  }

  archive* handle;
  archive_entry* entry;
  std::string output;
};

TarWriter::TarWriter() : archive_(std::make_unique<Archive>()) {
  auto* handle = archive_->handle;
  archive_->check(archive_write_set_format_pax_restricted(handle), "a tar archive");
  archive_->check(archive_write_set_bytes_per_block(handle, 0), "a tar archive");
  archive_->check(archive_write_open(handle, &archive_->output, nullptr, append_output, nullptr), "a tar archive");
}

TarWriter::~TarWriter() = default;

void TarWriter::begin(const TarHeader& header) {
  auto* entry = archive_entry_clear(archive_->entry);
  archive_entry_set_pathname(entry, header.path.c_str());
  archive_entry_set_filetype(entry, file_type(header.type));
  archive_entry_set_perm(entry, header.mode & 07777U);
  archive_entry_set_uid(entry, header.uid);
  archive_entry_set_gid(entry, header.gid);
  archive_entry_set_mtime(entry, header.modified, 0);
  archive_entry_set_size(entry, header.type == TarType::file ? header.size : 0);
  if (header.type == TarType::symlink) archive_entry_set_symlink(entry, header.link_target.c_str());
  archive_->check(archive_write_header(archive_->handle, entry), header.path);
}

void TarWriter::write(std::string_view bytes) {
  if (archive_write_data(archive_->handle, bytes.data(), bytes.size()) < 0) archive_->check(ARCHIVE_FATAL, "a file");
}

void TarWriter::finish() {
  archive_->check(archive_write_close(archive_->handle), "a tar archive");
}

std::string TarWriter::take() {
  return std::exchange(archive_->output, {});
}

}  // namespace berth::engine
