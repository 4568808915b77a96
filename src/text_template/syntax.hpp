// A template as a tree. Internal to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text_template/value.hpp"

namespace berth::text_template {

struct Pipeline;

/// `.A.B`, `$x.A`, `"text"`, `len`, `(…).A`
struct Term {
  enum class Kind : std::uint8_t { data, variable, literal, function, group };
  Kind kind = Kind::data;
  std::string name;  ///< of the variable (with its $) or the function
  Value literal;
  std::shared_ptr<const Pipeline> group;
  std::vector<std::string> fields;  ///< taken of it, one after the other
  std::size_t column = 0;           ///< counts from 1
};

/// The first term with the others as its arguments.
using Command = std::vector<Term>;

/// `a | b | c`, perhaps kept in variables: `$i, $x := …` or `$x = …`.
struct Pipeline {
  std::vector<std::string> variables;
  bool declares = false;  ///< := rather than =
  std::vector<Command> commands;
  std::size_t column = 0;
};

struct Block;

struct Statement {
  enum class Kind : std::uint8_t { text, print, condition, loop, with, leave, proceed };
  Kind kind = Kind::text;
  std::string text;
  Pipeline pipeline;
  std::shared_ptr<const Block> body;
  std::shared_ptr<const Block> otherwise;  ///< of else; nullptr: none
};

struct Block {
  std::vector<Statement> statements;
};

/// Throws berth::Error, as Template does.
std::shared_ptr<const Block> parse(std::string_view text);

}  // namespace berth::text_template
