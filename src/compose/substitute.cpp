#include <fmt/format.h>

#include "compose/interpolate.hpp"

namespace berth::compose {
namespace {

constexpr std::size_t deepest_search = 2 * limits::variable_depth;  // keeps the search for a closing brace linear

bool starts_name(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool continues_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

/// What stands at a `$`.
struct Reference {
  enum class Kind { dollar, escape, variable, invalid };
  Kind kind = Kind::dollar;
  std::string_view name;
  VariableForm form = VariableForm::plain;
  bool or_empty = false;
  std::string_view argument;
  std::size_t length = 1;           // bytes from the `$` on
  std::size_t argument_offset = 0;  // from the `$` on
};

/// Behind the `}` that closes the brace before `at`; npos when the line or the text ends first. Only `${` nests.
std::size_t find_closing_brace(std::string_view text, std::size_t at) {
  std::size_t depth = 1;
  for (; at < text.size() && text[at] != '\n' && depth < deepest_search; ++at) {
    if (text[at] == '}' && --depth == 0) return at + 1;
    if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') {
      ++depth;
      ++at;
    }
  }
  return std::string_view::npos;
}

VariableForm form_of(char operation) {
  switch (operation) {
    case '-': return VariableForm::fallback;
    case '?': return VariableForm::required;
    default: return VariableForm::replacement;
  }
}

Reference read_braced(std::string_view text) {
  Reference reference;
  reference.kind = Reference::Kind::invalid;
  reference.length = 2;
  std::size_t at = 2;
  if (at >= text.size() || !starts_name(text[at])) return reference;
  while (at < text.size() && continues_name(text[at])) ++at;
  reference.name = text.substr(2, at - 2);
  if (at < text.size() && text[at] == '}') {
    reference.kind = Reference::Kind::variable;
    reference.length = at + 1;
    return reference;
  }
  reference.or_empty = at < text.size() && text[at] == ':';
  if (reference.or_empty) ++at;
  if (at >= text.size() || std::string_view("-?+").find(text[at]) == std::string_view::npos) return reference;
  reference.form = form_of(text[at]);
  const auto end = find_closing_brace(text, at + 1);
  if (end == std::string_view::npos) return reference;
  reference.kind = Reference::Kind::variable;
  reference.argument_offset = at + 1;
  reference.argument = text.substr(at + 1, end - at - 2);
  reference.length = end;
  return reference;
}

/// `text` starts with the `$`. A dollar sign that starts no name is an ordinary character.
Reference read_reference(std::string_view text) {
  Reference reference;
  if (text.size() < 2) return reference;
  if (text[1] == '$') return {Reference::Kind::escape, {}, VariableForm::plain, false, {}, 2, 0};
  if (text[1] == '{') return read_braced(text);
  if (!starts_name(text[1])) return reference;
  std::size_t end = 2;
  while (end < text.size() && continues_name(text[end])) ++end;
  return {Reference::Kind::variable, text.substr(1, end - 1), VariableForm::plain, false, {}, end, 0};
}

Problem invalid_reference(std::string_view text, std::size_t offset) {
  const auto line = text.substr(0, std::min(text.find('\n'), text.size()));
  const bool closed = line.find('}') != std::string_view::npos;
  return {fmt::format("\"{}\" is not a valid variable", line.substr(0, closed ? line.find('}') + 1 : line.size())),
          closed ? "write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+other}; write $$ for a dollar sign"
                 : "the closing } is missing; write $$ for a dollar sign",
          offset, 2, "invalid-interpolation"};
}

class Substituter {
 public:
  Substituter(const VariableLookup& lookup, std::size_t limit) : lookup_(lookup), limit_(limit) {}

  Result<Substitution> run(std::string_view text) {
    std::string out;
    expand(text, 0, 0, true, out);
    if (problem_) return *problem_;
    return Substitution{std::move(out), std::move(uses_), cost_};
  }

 private:
  /// Appends to `out`; with evaluate == false only the uses are recorded. `base` is where `text` starts in the whole.
  void expand(std::string_view text, std::size_t base, std::size_t depth, bool evaluate, std::string& out) {
    std::size_t at = 0;
    while (at < text.size() && !problem_) {
      const auto dollar = std::min(text.find('$', at), text.size());
      append(out, text.substr(at, dollar - at), base + at, evaluate);
      if (dollar == text.size()) return;
      const auto reference = read_reference(text.substr(dollar));
      replace(reference, text.substr(dollar), base + dollar, depth, evaluate, out);
      at = dollar + reference.length;
    }
  }

  void append(std::string& out, std::string_view text, std::size_t offset, bool evaluate) {
    if (evaluate && take(text.size(), offset)) out += text;
  }

  bool take(std::size_t cost, std::size_t offset) {
    cost_ += cost;
    if (cost_ > limit_) {
      fail({fmt::format("variables put more than {} bytes into the project", limits::variable_bytes),
            "use shorter values, or fewer variables", offset, 0, "limit"});
    }
    return cost_ <= limit_;
  }

  void replace(const Reference& reference, std::string_view text, std::size_t offset, std::size_t depth, bool evaluate,
               std::string& out) {
    switch (reference.kind) {
      case Reference::Kind::dollar:
      case Reference::Kind::escape: return append(out, "$", offset, evaluate);
      case Reference::Kind::variable: return variable(reference, offset, depth, evaluate, out);
      case Reference::Kind::invalid:
        // An argument that is not needed is never looked at (a default behind a variable that is set).
        if (evaluate) fail(invalid_reference(text, offset));
    }
  }

  void variable(const Reference& reference, std::size_t offset, std::size_t depth, bool evaluate, std::string& out) {
    if (depth > limits::variable_depth) {
      return fail({fmt::format("variables are nested deeper than {} levels", limits::variable_depth),
                   "give the inner ones names of their own, in an .env file", offset, 0, "limit"});
    }
    const auto found = evaluate && lookup_ ? lookup_(reference.name) : std::nullopt;
    const bool usable = found && !(reference.or_empty && found->value.empty());
    const auto noted = sizeof(VariableUse) + reference.name.size() + reference.argument.size();
    if (!take(noted + (found ? found->value.size() : 0), offset)) return;  // a look-up copies the value
    record(reference, offset, evaluate, found.has_value());
    const auto argument = [&](bool needed, std::string& into) {
      expand(reference.argument, offset + reference.argument_offset, depth + 1, evaluate && needed, into);
    };
    const auto value = found ? std::string_view(found->value) : std::string_view{};
    switch (reference.form) {
      case VariableForm::plain: return append(out, value, offset, evaluate);
      case VariableForm::replacement: return argument(usable, out);
      case VariableForm::fallback:
        if (usable) append(out, value, offset, evaluate);
        return argument(!usable, out);
      case VariableForm::required: return require(reference, offset, usable, evaluate, value, out, argument);
    }
  }

  template <typename Argument>
  void require(const Reference& reference, std::size_t offset, bool usable, bool evaluate, std::string_view value,
               std::string& out, const Argument& argument) {
    if (usable) append(out, value, offset, evaluate);
    std::string message;
    argument(!usable, message);
    if (usable || !evaluate || problem_) return;
    fail({fmt::format("the required variable {} is {}{}{}", reference.name,
                      reference.or_empty ? "empty or not set" : "not set", message.empty() ? "" : ": ", message),
          fmt::format("set {} in the environment or in an .env file", reference.name), offset, reference.length,
          "required-variable"});
  }

  void record(const Reference& reference, std::size_t offset, bool evaluate, bool set) {
    VariableUse use;
    use.name = reference.name;
    use.form = reference.form;
    use.or_empty = reference.or_empty;
    use.argument = reference.argument;
    use.offset = offset;
    use.length = reference.length;
    use.evaluated = evaluate;
    use.set = set;
    uses_.push_back(std::move(use));
  }

  void fail(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
  }

  const VariableLookup& lookup_;
  std::size_t limit_;
  std::size_t cost_ = 0;
  std::vector<VariableUse> uses_;
  std::optional<Problem> problem_;
};

}  // namespace

std::vector<const VariableUse*> Substitution::missing() const {
  std::vector<const VariableUse*> found;
  for (const auto& use : uses) {
    if (use.evaluated && !use.set && use.form == VariableForm::plain) found.push_back(&use);
  }
  return found;
}

Result<Substitution> substitute(std::string_view text, const VariableLookup& lookup, std::size_t limit) {
  if (text.find('$') == std::string_view::npos) return Substitution{std::string(text), {}, 0};
  return Substituter(lookup, limit).run(text);
}

std::vector<VariableUse> find_variables(std::string_view text) {
  std::vector<VariableUse> uses;
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    const auto reference = read_reference(text.substr(at));
    if (reference.kind == Reference::Kind::variable) {
      VariableUse use;
      use.name = reference.name;
      use.form = reference.form;
      use.or_empty = reference.or_empty;
      use.argument = reference.argument;
      use.offset = at;
      use.length = reference.length;
      use.evaluated = false;
      const auto inner_base = at + reference.argument_offset;
      uses.push_back(std::move(use));
      for (auto& inner : find_variables(reference.argument)) {
        inner.offset += inner_base;
        uses.push_back(std::move(inner));
      }
    }
    at += reference.length;
  }
  return uses;
}

std::string escape_dollars(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    const auto dollar = text.find('$');
    out += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return out;
    out += "$$";
    text.remove_prefix(dollar + 1);
  }
}

}  // namespace berth::compose
