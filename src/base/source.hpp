// Where a value came from: files, places in them, and the text that a message shows.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace berth {

/// Index of a file in SourceFiles; 0 stands for "no file" (a value made by Berth or given on the command line).
using FileId = std::uint32_t;

/// A place: lines and columns count from 1, columns in characters (UTF-8 code points); line 0 means "unknown".
struct Mark {
  FileId file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  [[nodiscard]] bool known() const { return line != 0; }
  auto operator<=>(const Mark&) const = default;
};

/// A place and how many characters it covers on its line (0: only the place).
struct Span {
  Mark begin;
  std::uint32_t length = 0;

  auto operator<=>(const Span&) const = default;
};

/// Why a file was read.
enum class FileRole : std::uint8_t {
  project,   ///< found, or named with -f
  included,  ///< by `include` of another
  extended,  ///< by `extends` of another
  values,    ///< an environment file: its lines may be secrets and are never quoted
};

/// The files of one load, in the order in which they were read. Names are as the user wrote or found them.
class SourceFiles {
 public:
  /// Keeps the text so that diagnostics can quote a line of it. `named_at`: the place in another file that asked for
  /// it.
  FileId add(std::string name, std::string text, FileRole role = FileRole::project, Span named_at = {});

  /// The empty string for file 0.
  [[nodiscard]] std::string_view name(FileId file) const;
  [[nodiscard]] std::string_view text(FileId file) const;
  [[nodiscard]] FileRole role(FileId file) const;
  [[nodiscard]] Span named_at(FileId file) const;
  /// One line without its line break; empty when there is no such line.
  [[nodiscard]] std::string_view line(FileId file, std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const { return files_.size(); }

  /// "compose.yaml:12:7", "compose.yaml" without a line, "" without a file.
  [[nodiscard]] std::string describe(const Mark& mark) const;

 private:
  struct File {
    std::string name;
    std::string text;
    FileRole role = FileRole::project;
    Span named_at;
  };
  [[nodiscard]] const File& find(FileId file) const;

  std::deque<File> files_;  // a deque: views into it stay valid while files are added
};

}  // namespace berth
