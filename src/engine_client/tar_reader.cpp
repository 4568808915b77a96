#include "engine_client/tar_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::engine {
namespace {

// POSIX.1-2017 pax, "ustar Interchange Format".
constexpr std::size_t block_size = 512;
constexpr std::int64_t longest_prolongation = 1 << 20;  // bytes of names and attributes

[[noreturn]] void refuse(std::string_view what) {
  throw Error(fmt::format("what the engine sent is no tar archive: {}", what));
}

std::string_view text_at(std::string_view header, std::size_t at, std::size_t size) {
  const auto field = header.substr(at, size);
  return field.substr(0, field.find('\0'));
}

/// Octal digits, or with the first bit set a number of base 256 (GNU).
std::int64_t number_at(std::string_view header, std::size_t at, std::size_t size) {
  const auto field = header.substr(at, size);
  if ((static_cast<unsigned char>(field[0]) & 0x80U) != 0) {
    std::uint64_t value = static_cast<unsigned char>(field[0]) & 0x3fU;
    for (const char c : field.substr(1)) {
      if (value >> 54U != 0) refuse("a number is too large");
      value = (value << 8U) | static_cast<unsigned char>(c);
    }
    return static_cast<std::int64_t>(value);
  }
  std::int64_t value = 0;
  for (const char c : field) {
    if (c == ' ' || c == '\0') continue;
    if (c < '0' || c > '7') refuse("a number is none");
    value = value * 8 + (c - '0');
  }
  return value;
}

bool has_right_sum(std::string_view header) {
  constexpr std::size_t sum_at = 148;
  constexpr std::size_t sum_size = 8;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < block_size; ++i) {
    const bool blank = i >= sum_at && i < sum_at + sum_size;
    sum += blank ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return sum == number_at(header, sum_at, sum_size);
}

TarEntry::Type type_of(char flag) {
  switch (flag) {
    case '\0':
    case '0':
    case '7': return TarEntry::Type::file;
    case '1': return TarEntry::Type::hard_link;
    case '2': return TarEntry::Type::symlink;
    case '5': return TarEntry::Type::folder;
    default: return TarEntry::Type::other;
  }
}

/// "30 mtime=1350244992.023960108\n", one after the other.
std::map<std::string, std::string> parse_extended(std::string_view text) {
  std::map<std::string, std::string> found;
  while (!text.empty() && text.front() != '\0') {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || size <= digits + 1 || size > text.size()) refuse("an attribute is cut off");
    const auto record = text.substr(digits + 1, size - digits - 2);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) refuse("an attribute has no value");
    found[std::string(record.substr(0, equals))] = std::string(record.substr(equals + 1));
    text.remove_prefix(size);
  }
  return found;
}

std::optional<std::int64_t> whole_number(const std::map<std::string, std::string>& extended, const char* key) {
  const auto found = extended.find(key);
  if (found == extended.end()) return std::nullopt;
  std::int64_t value = 0;
  const auto& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) refuse(fmt::format("{} is no number", key));
  return value;
}

}  // namespace

void TarReader::begin(TarEntry entry, char type) {
  if (const auto path = extended_.find("path"); path != extended_.end()) entry.path = path->second;
  if (const auto link = extended_.find("linkpath"); link != extended_.end()) entry.link_target = link->second;
  entry.size = whole_number(extended_, "size").value_or(entry.size);
  entry.uid = whole_number(extended_, "uid").value_or(entry.uid);
  entry.gid = whole_number(extended_, "gid").value_or(entry.gid);
  entry.modified = whole_number(extended_, "mtime").value_or(entry.modified);
  extended_.clear();
  entry.type = type_of(type);
  meaning_ = entry.type == TarEntry::Type::file ? Meaning::data : Meaning::nothing;
  left_ = entry.size;
  on_entry(entry);
}

void TarReader::take_header() {
  const std::string header = std::exchange(block_, {});
  if (std::ranges::all_of(header, [](char c) { return c == '\0'; })) {
    at_end_ = true;
    return;
  }
  if (!has_right_sum(header)) refuse("a header is damaged");
  TarEntry entry;
  entry.path = text_at(header, 0, 100);
  if (const auto prefix = text_at(header, 345, 155); header.substr(257, 5) == "ustar" && !prefix.empty())
    entry.path = std::string(prefix) + "/" + entry.path;
  entry.mode = static_cast<std::uint32_t>(number_at(header, 100, 8)) & 07777U;
  entry.uid = number_at(header, 108, 8);
  entry.gid = number_at(header, 116, 8);
  entry.size = number_at(header, 124, 12);
  entry.modified = number_at(header, 136, 12);
  entry.link_target = text_at(header, 157, 100);
  if (entry.size < 0) refuse("a size is negative");
  const char type = header[156];
  left_ = entry.size;
  switch (type) {
    case 'x': meaning_ = Meaning::extension; break;
    case 'g': meaning_ = Meaning::nothing; break;  // for all entries: nothing that a copy needs
    case 'L': meaning_ = Meaning::long_name; break;
    case 'K': meaning_ = Meaning::long_link; break;
    default: begin(std::move(entry), type);
  }
  const bool prolongs =
      meaning_ == Meaning::extension || meaning_ == Meaning::long_name || meaning_ == Meaning::long_link;
  if (prolongs && left_ > longest_prolongation) refuse("a name is longer than 1 MiB");
  const auto in_last_block = left_ % static_cast<std::int64_t>(block_size);
  padding_ = in_last_block == 0 ? 0 : static_cast<std::int64_t>(block_size) - in_last_block;
  if (prolongs && left_ == 0) take_prolongation();
}

void TarReader::take_prolongation() {
  const auto text = std::exchange(prolongation_, {});
  const auto name = text.substr(0, text.find('\0'));
  if (meaning_ == Meaning::extension) extended_.merge(parse_extended(text));
  if (meaning_ == Meaning::long_name) extended_.emplace("path", name);
  if (meaning_ == Meaning::long_link) extended_.emplace("linkpath", name);
  meaning_ = Meaning::nothing;
}

std::size_t TarReader::take_content(std::string_view bytes) {
  const auto count = static_cast<std::size_t>(std::min<std::int64_t>(left_, static_cast<std::int64_t>(bytes.size())));
  const auto piece = bytes.substr(0, count);
  if (meaning_ == Meaning::data) {
    on_data(piece);
  } else if (meaning_ != Meaning::nothing) {
    prolongation_ += piece;
  }
  left_ -= static_cast<std::int64_t>(count);
  if (left_ == 0 && meaning_ != Meaning::data && meaning_ != Meaning::nothing) take_prolongation();
  return count;
}

void TarReader::feed(std::string_view bytes) {
  while (!bytes.empty() && !at_end_) {
    std::size_t taken = 0;
    if (left_ > 0) {
      taken = take_content(bytes);
    } else if (padding_ > 0) {
      taken = static_cast<std::size_t>(std::min<std::int64_t>(padding_, static_cast<std::int64_t>(bytes.size())));
      padding_ -= static_cast<std::int64_t>(taken);
    } else {
      taken = std::min(block_size - block_.size(), bytes.size());
      block_ += bytes.substr(0, taken);
      if (block_.size() == block_size) take_header();
    }
    bytes.remove_prefix(taken);
  }
}

}  // namespace berth::engine
