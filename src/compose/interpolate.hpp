// $VARIABLES in values (compose-spec 12-interpolation).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "base/source.hpp"
#include "compose/variable.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// How a variable was written.
enum class VariableForm {
  plain,        ///< $NAME, ${NAME}
  fallback,     ///< ${NAME:-argument}, ${NAME-argument}
  required,     ///< ${NAME:?argument}, ${NAME?argument}
  replacement,  ///< ${NAME:+argument}, ${NAME+argument}
};

/// One use of a variable, in the order of the text; inner ones of a nested argument follow the outer one.
struct VariableUse {
  std::string name;
  VariableForm form = VariableForm::plain;
  bool or_empty = false;   ///< the form with a colon: an empty value counts as unset
  std::string argument;    ///< as written, not substituted
  std::size_t offset = 0;  ///< bytes from the start of the text to the `$`
  std::size_t length = 0;  ///< bytes up to the end of the name or to the closing brace
  bool evaluated = true;   ///< false: stands in an argument that was not needed
  bool set = false;        ///< the lookup knew it
  Span span;               ///< filled by the functions that know the place
};

struct Substitution {
  std::string text;
  std::vector<VariableUse> uses;
  std::size_t cost = 0;  ///< of Budget::take_variable_bytes: what variables put in and what is noted about them

  /// Names that were evaluated as plain and are not set: they count as empty, and the user is warned.
  [[nodiscard]] std::vector<const VariableUse*> missing() const;
};

/// `$$` is a dollar sign. Problems: an invalid form (offset points at the `$`), a required variable that is missing,
/// nesting deeper than limits::variable_depth, a cost above `limit` (code limit).
Result<Substitution> substitute(std::string_view text, const VariableLookup& lookup,
                                std::size_t limit = limits::variable_bytes);

/// Every use in the text without evaluating any, for `config --variables`. Invalid forms are left out.
std::vector<VariableUse> find_variables(std::string_view text);

/// Doubles every `$`, as `config` prints values so that they survive being read again.
std::string escape_dollars(std::string_view text);

/// What the text of an attribute becomes after substitution.
enum class Cast : std::uint8_t { text, boolean, integer, floating };

/// "services", "web", "ports", "[]", "target" for services.web.ports[0].target; items of sequences are "[]".
using TreePath = std::span<const std::string_view>;
using CastLookup = std::function<Cast(TreePath path)>;

/// compose's booleans: true, y, yes, on and false, n, no, off in any case. nullopt: none of them.
std::optional<bool> parse_boolean(std::string_view text);

/// The text as that type; the message of the Problem names what was expected.
Result<yaml::Node> cast_text(std::string_view text, Cast cast);

struct InterpolationOptions {
  VariableLookup lookup;
  CastLookup cast;               ///< may be empty: everything stays text
  bool warn_about_unset = true;  ///< one warning (code unset-variable) a variable and service
};

/// Substitutes in every string of the tree (values, not keys) and casts. A changed node keeps its place; where that
/// fails it is broken. Returns all uses, with their places. Codes: invalid-interpolation, required-variable,
/// invalid-type; unset-variable, old-boolean. Throws LimitReached.
std::vector<VariableUse> interpolate(yaml::Node& tree, const InterpolationOptions& options, Budget& budget,
                                     Diagnostics& diagnostics);

}  // namespace berth::compose
