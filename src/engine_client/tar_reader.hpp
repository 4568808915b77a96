// Takes a tar stream apart as its bytes come in; does no I/O. The archives are an engine's: foreign bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace berth::engine {

struct TarEntry {
  enum class Type : std::uint8_t { file, folder, symlink, hard_link, other };
  Type type = Type::file;
  std::string path;  ///< as written: it may be absolute or hold ".."
  std::string link_target;
  std::int64_t size = 0;  ///< bytes that follow, of a file
  std::uint32_t mode = 0;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::int64_t modified = 0;  ///< seconds since 1970
};

/// ustar with the prolongations of pax and GNU, as engines write them.
class TarReader {
 public:
  /// A new entry; for a file its bytes follow by on_data, possibly none, before the next entry.
  std::function<void(const TarEntry&)> on_entry;
  std::function<void(std::string_view)> on_data;

  /// Throws berth::Error for what is no tar archive.
  void feed(std::string_view bytes);
  /// Nothing is missing: the end has been seen, or the bytes end between two entries.
  [[nodiscard]] bool complete() const { return at_end_ || (block_.empty() && left_ == 0); }

 private:
  enum class Meaning : std::uint8_t { nothing, data, extension, long_name, long_link };

  void take_header();
  void take_prolongation();
  void begin(TarEntry entry, char type);
  std::size_t take_content(std::string_view bytes);

  std::string block_;      // of a header, as far as it has come
  std::int64_t left_ = 0;  // bytes of the current content
  std::int64_t padding_ = 0;
  Meaning meaning_ = Meaning::nothing;
  std::string prolongation_;
  std::map<std::string, std::string> extended_;  // of pax, for the next entry
  bool at_end_ = false;
};

}  // namespace berth::engine
