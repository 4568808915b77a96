#include "text_template/template.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "text_template/functions.hpp"
#include "text_template/syntax.hpp"
#include "text_template/tokens.hpp"

namespace berth::text_template {
namespace {

/// How a block was left.
enum class Flow : std::uint8_t { on, leave, proceed };

class Evaluation {
 public:
  explicit Evaluation(const Value& data) { variables_.emplace_back("$", data); }

  Flow run(const Block& block, const Value& dot);
  std::string take() { return std::move(out_); }

 private:
  Flow run(const Statement& statement, const Value& dot);
  Flow run_loop(const Statement& statement, const Value& dot);
  Flow run_item(const Statement& loop, Value key, const Value& item);
  Value evaluate(const Pipeline& pipeline, const Value& dot);
  Value evaluate(const Command& command, const Value& dot, const std::optional<Value>& piped);
  Value evaluate_lazy(const Command& command, const Value& dot, const std::optional<Value>& piped);
  Value head(const Term& term, const Value& dot);
  Value with_fields(const Term& term, Value value) const;
  Value term(const Term& term, const Value& dot);
  void set(const Pipeline& pipeline, const std::string& name, Value value);
  const Value& variable(const std::string& name, std::size_t column) const;
  void write(std::string_view text);
  void count(std::size_t column);

  std::vector<std::pair<std::string, Value>> variables_;  // the innermost last
  std::string out_;
  std::size_t steps_ = 0;
};

void Evaluation::write(std::string_view text) {
  if (out_.size() + text.size() > longest_output) throw Error("template: the output is too long");
  out_ += text;
}

void Evaluation::count(std::size_t column) {
  if (++steps_ > most_steps) refuse(column, "the template takes too many steps");
}

Flow Evaluation::run(const Block& block, const Value& dot) {
  const auto scope = variables_.size();
  auto flow = Flow::on;
  for (const auto& statement : block.statements) {
    flow = run(statement, dot);
    if (flow != Flow::on) break;
  }
  variables_.resize(scope);
  return flow;
}

Flow Evaluation::run(const Statement& statement, const Value& dot) {
  const auto scope = variables_.size();
  switch (statement.kind) {
    case Statement::Kind::text: write(statement.text); return Flow::on;
    case Statement::Kind::print: {
      const auto value = evaluate(statement.pipeline, dot);
      if (statement.pipeline.variables.empty()) write(to_text(value));
      return Flow::on;
    }
    case Statement::Kind::condition:
    case Statement::Kind::with: {
      const auto value = evaluate(statement.pipeline, dot);
      auto flow = Flow::on;
      if (value.truth()) {
        flow = run(*statement.body, statement.kind == Statement::Kind::with ? value : dot);
      } else if (statement.otherwise) {
        flow = run(*statement.otherwise, dot);
      }
      variables_.resize(scope);
      return flow;
    }
    case Statement::Kind::loop: return run_loop(statement, dot);
    case Statement::Kind::leave: return Flow::leave;
    case Statement::Kind::proceed: return Flow::proceed;
  }
  return Flow::on;
}

Flow Evaluation::run_item(const Statement& loop, Value key, const Value& item) {
  const auto scope = variables_.size();
  const auto& names = loop.pipeline.variables;
  if (names.size() == 2) set(loop.pipeline, names.front(), std::move(key));
  if (!names.empty()) set(loop.pipeline, names.back(), item);
  const auto flow = run(*loop.body, item);
  variables_.resize(scope);
  return flow;
}

Flow Evaluation::run_loop(const Statement& statement, const Value& dot) {
  auto over = statement.pipeline;
  over.variables.clear();
  const auto value = evaluate(over, dot);
  if (!value.truth()) return statement.otherwise ? run(*statement.otherwise, dot) : Flow::on;
  if (const auto* list = value.list()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (run_item(statement, static_cast<std::int64_t>(i), (*list)[i]) == Flow::leave) break;
    }
    return Flow::on;
  }
  if (const auto* fields = value.fields()) {
    for (const auto& [name, item] : *fields) {
      if (run_item(statement, name, item) == Flow::leave) break;
    }
    return Flow::on;
  }
  refuse(statement.pipeline.column, fmt::format("range cannot go over {}", value.kind()));
}

void Evaluation::set(const Pipeline& pipeline, const std::string& name, Value value) {
  if (pipeline.declares) {
    variables_.emplace_back(name, std::move(value));
    return;
  }
  for (auto at = variables_.rbegin(); at != variables_.rend(); ++at) {
    if (at->first != name) continue;
    at->second = std::move(value);
    return;
  }
  refuse(pipeline.column, fmt::format("unknown variable {}", name));
}

const Value& Evaluation::variable(const std::string& name, std::size_t column) const {
  for (auto at = variables_.rbegin(); at != variables_.rend(); ++at) {
    if (at->first == name) return at->second;
  }
  refuse(column, fmt::format("unknown variable {}", name));
}

Value Evaluation::evaluate(const Pipeline& pipeline, const Value& dot) {
  std::optional<Value> value;
  for (const auto& command : pipeline.commands) {
    count(pipeline.column);
    value = evaluate(command, dot, value);
  }
  for (const auto& name : pipeline.variables) set(pipeline, name, *value);
  return *value;
}

Value Evaluation::evaluate(const Command& command, const Value& dot, const std::optional<Value>& piped) {
  const auto& first = command.front();
  const bool function = first.kind == Term::Kind::function;
  if (function && is_lazy(first.name)) return evaluate_lazy(command, dot, piped);
  std::vector<Value> arguments;
  for (auto at = command.begin() + 1; at != command.end(); ++at) arguments.push_back(term(*at, dot));
  if (piped) arguments.push_back(*piped);
  if (function) return with_fields(first, call_function(first.name, arguments));
  const auto value = with_fields(first, head(first, dot));
  if (const auto* method = value.method()) return (*method)(arguments);
  if (!arguments.empty()) refuse(first.column, fmt::format("{} takes no arguments", value.kind()));
  return value;
}

/// `and` gives the first that is not true, `or` the first that is; otherwise the last.
Value Evaluation::evaluate_lazy(const Command& command, const Value& dot, const std::optional<Value>& piped) {
  const bool wanted = command.front().name == "or";
  Value value;
  for (auto at = command.begin() + 1; at != command.end(); ++at) {
    value = term(*at, dot);
    if (value.truth() == wanted) return value;
  }
  if (piped) return *piped;
  if (command.size() == 1) refuse(command.front().column, fmt::format("{} needs arguments", command.front().name));
  return value;
}

Value Evaluation::head(const Term& term, const Value& dot) {
  switch (term.kind) {
    case Term::Kind::data: return dot;
    case Term::Kind::variable: return variable(term.name, term.column);
    case Term::Kind::literal: return term.literal;
    case Term::Kind::group: return evaluate(*term.group, dot);
    case Term::Kind::function: break;
  }
  return {};
}

Value Evaluation::with_fields(const Term& term, Value value) const {
  for (const auto& name : term.fields) {
    if (const auto* method = value.method()) value = (*method)({});
    const auto* found = value.field(name);
    if (found == nullptr) {
      std::vector<std::string_view> names;
      if (const auto* fields = value.fields()) {
        for (const auto& [known, item] : *fields) names.push_back(known);
      }
      const auto meant = closest(name, names);
      refuse(term.column, fmt::format("there is no field .{}", name),
             meant           ? fmt::format("did you mean .{}?", *meant)
             : names.empty() ? std::string()
                             : fmt::format("{{{{json .}}}} shows what there is"));
    }
    value = Value(*found);
  }
  return value;
}

/// An argument: a function or method without arguments of its own.
Value Evaluation::term(const Term& term, const Value& dot) {
  count(term.column);
  if (term.kind == Term::Kind::function) return with_fields(term, call_function(term.name, {}));
  auto value = with_fields(term, head(term, dot));
  if (const auto* method = value.method()) return (*method)({});
  return value;
}

}  // namespace

Template::Template(std::string_view text) {
  if (text.size() > longest_template) throw Error("template: it is longer than 64 KiB");
  body_ = parse(text);
}

std::string Template::render(const Value& data) const {
  Evaluation evaluation(data);
  evaluation.run(*body_, data);
  return evaluation.take();
}

}  // namespace berth::text_template
