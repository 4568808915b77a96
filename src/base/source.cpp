#include "base/source.hpp"

#include <utility>

#include <fmt/format.h>

namespace berth {

FileId SourceFiles::add(std::string name, std::string text, FileRole role, Span named_at) {
  files_.push_back({std::move(name), std::move(text), role, named_at});
  return static_cast<FileId>(files_.size());
}

const SourceFiles::File& SourceFiles::find(FileId file) const {
  static const File none;
  return file == 0 || file > files_.size() ? none : files_[file - 1];
}

std::string_view SourceFiles::name(FileId file) const {
  return find(file).name;
}

std::string_view SourceFiles::text(FileId file) const {
  return find(file).text;
}

FileRole SourceFiles::role(FileId file) const {
  return find(file).role;
}

Span SourceFiles::named_at(FileId file) const {
  return find(file).named_at;
}

std::string_view SourceFiles::line(FileId file, std::uint32_t number) const {
  std::string_view rest = text(file);
  for (std::uint32_t at = 1; number != 0; ++at) {
    const auto end = rest.find('\n');
    if (at == number) {
      std::string_view found = rest.substr(0, end);
      if (found.ends_with('\r')) found.remove_suffix(1);
      return found;
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return {};
}

std::string SourceFiles::describe(const Mark& mark) const {
  const auto file = name(mark.file);
  if (file.empty()) return {};
  if (!mark.known()) return std::string(file);
  return fmt::format("{}:{}:{}", file, mark.line, mark.column);
}

}  // namespace berth
