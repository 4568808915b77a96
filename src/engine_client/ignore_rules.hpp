// .dockerignore: which files of a build context stay at home (Docker's "dockerignore file" reference; Go's
// filepath.Match with "**" and exceptions by "!").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::engine {

/// One pattern against whole paths. Takes time in proportion to pattern times path, whatever is in them.
class GlobPattern {
 public:
  /// `text` is clean: no leading or doubled slash. Throws std::invalid_argument for an unclosed "[" or a trailing "\".
  explicit GlobPattern(std::string_view text);

  [[nodiscard]] bool matches(std::string_view path) const;
  /// Something below `folder` may match.
  [[nodiscard]] bool may_match_below(std::string_view folder) const;

 private:
  enum class Kind : std::uint8_t { literal, any, set, star, rest, maybe_folders };
  struct Range {
    char first;
    char last;
  };
  struct Token {
    Kind kind = Kind::literal;
    char character = 0;
    bool negated = false;
    std::vector<Range> ranges;

    [[nodiscard]] bool accepts(char c) const;
  };
  using States = std::vector<bool>;

  void add(Kind kind, char character = 0);
  std::size_t read_stars(std::string_view text, std::size_t at);
  std::size_t read_set(std::string_view text, std::size_t at);
  [[nodiscard]] States run(std::string_view path) const;
  void skip_optional(States& states) const;

  std::vector<Token> tokens_;
};

/// What is known of a folder, for the paths below it.
struct IgnoreState {
  std::vector<bool> matched;  // by rule
  bool ignored = false;
};

class IgnoreRules {
 public:
  IgnoreRules() = default;
  /// The text of a .dockerignore. Throws berth::Error naming `name` and the line of a bad pattern.
  IgnoreRules(std::string_view text, const std::string& name);

  /// A path relative to the context; `parent` is the state of its folder (that of the context is IgnoreState{}).
  [[nodiscard]] IgnoreState judge(std::string_view path, const IgnoreState& parent) const;
  /// An ignored folder may still hold something that a "!" rule brings back.
  [[nodiscard]] bool may_restore_below(std::string_view folder) const;
  /// Never ignored, whatever the other rules say.
  void always_keep(const std::string& path);

 private:
  struct Rule {
    GlobPattern pattern;
    bool restores = false;
  };

  void add(std::string_view line);

  std::vector<Rule> rules_;
};

}  // namespace berth::engine
