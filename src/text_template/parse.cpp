#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "text_template/functions.hpp"
#include "text_template/syntax.hpp"
#include "text_template/template.hpp"
#include "text_template/tokens.hpp"

namespace berth::text_template {
namespace {

using Kind = Token::Kind;

constexpr std::array<std::string_view, 7> keywords = {"if", "else", "end", "range", "with", "break", "continue"};

bool is_keyword(const Token& token) {
  return token.kind == Kind::word && std::ranges::find(keywords, token.text) != keywords.end();
}

/// What is read within one pair of braces.
class ActionParser {
 public:
  ActionParser(const std::vector<Token>& tokens, std::size_t depth) : tokens_(tokens), depth_(depth) {}

  [[nodiscard]] const Token& here() const { return tokens_[at_]; }
  bool take(std::string_view word) {
    const bool found = (here().kind == Kind::word || here().kind == Kind::sign) && here().text == word;
    if (found) ++at_;
    return found;
  }
  Pipeline pipeline();
  void finish() const {
    if (here().kind != Kind::end) refuse(here().column, fmt::format("\"{}\" is not expected here", here().text));
  }

 private:
  [[nodiscard]] bool at_sign(std::string_view sign) const { return here().kind == Kind::sign && here().text == sign; }
  void declarations(Pipeline& pipeline);
  Command command();
  Term term();
  Value number(const Token& token) const;

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  std::size_t depth_;
};

/// `$x :=`, `$i, $x :=`, `$x =`
void ActionParser::declarations(Pipeline& pipeline) {
  const auto begin = at_;
  std::vector<std::string> names;
  while (here().kind == Kind::variable) {
    names.push_back(here().text);
    ++at_;
    if (!take(",")) break;
  }
  pipeline.declares = at_sign(":=");
  if (names.empty() || names.size() > 2 || !(pipeline.declares || at_sign("="))) {
    at_ = begin;
    pipeline.declares = false;
    return;
  }
  ++at_;
  pipeline.variables = std::move(names);
}

Pipeline ActionParser::pipeline() {
  Pipeline out;
  out.column = here().column;
  declarations(out);
  do {
    out.commands.push_back(command());
  } while (take("|"));
  return out;
}

Command ActionParser::command() {
  Command out;
  while (here().kind != Kind::end && !at_sign("|") && !at_sign(")")) out.push_back(term());
  if (out.empty()) refuse(here().column, "a value is missing");
  return out;
}

Value ActionParser::number(const Token& token) const {
  const auto* first = token.text.data() + (token.text.starts_with('+') ? 1 : 0);
  const auto* last = token.text.data() + token.text.size();
  std::int64_t whole = 0;
  if (const auto [end, error] = std::from_chars(first, last, whole); error == std::errc() && end == last) return whole;
  double value = 0;
  if (const auto [end, error] = std::from_chars(first, last, value); error == std::errc() && end == last) return value;
  refuse(token.column, fmt::format("\"{}\" is no number", token.text));
}

Term ActionParser::term() {
  const auto& token = here();
  Term out;
  out.column = token.column;
  ++at_;
  switch (token.kind) {
    case Kind::field:
      if (!token.text.empty()) out.fields.push_back(token.text);
      break;
    case Kind::variable:
      out.kind = Term::Kind::variable;
      out.name = token.text;
      break;
    case Kind::text:
      out.kind = Term::Kind::literal;
      out.literal = token.text;
      break;
    case Kind::number:
      out.kind = Term::Kind::literal;
      out.literal = number(token);
      break;
    case Kind::word:
      if (is_keyword(token)) refuse(token.column, fmt::format("\"{}\" is not expected here", token.text));
      if (token.text == "true" || token.text == "false") {
        out.kind = Term::Kind::literal;
        out.literal = token.text == "true";
      } else if (token.text == "nil") {
        out.kind = Term::Kind::literal;
      } else {
        out.kind = Term::Kind::function;
        out.name = token.text;
        require_function(out.name, out.column);
      }
      break;
    case Kind::sign: {
      if (token.text != "(") refuse(token.column, fmt::format("\"{}\" is not expected here", token.text));
      if (++depth_ > deepest_nesting) refuse(token.column, "too many parentheses");
      out.kind = Term::Kind::group;
      out.group = std::make_shared<const Pipeline>(pipeline());
      if (!take(")")) refuse(here().column, "\")\" is missing");
      --depth_;
      break;
    }
    case Kind::end: refuse(token.column, "a value is missing");
  }
  while (here().kind == Kind::field && !here().after_blank && !here().text.empty()) {
    out.fields.push_back(here().text);
    ++at_;
  }
  return out;
}

class TemplateParser {
 public:
  explicit TemplateParser(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  std::shared_ptr<const Block> parse() {
    auto block = body(false);
    if (at_ < pieces_.size()) {
      const auto& token = pieces_[at_].tokens.front();
      refuse(token.column, fmt::format("\"{}\" has no beginning", token.text));
    }
    return block;
  }

 private:
  std::shared_ptr<const Block> body(bool in_loop);
  Statement action(const std::vector<Token>& tokens, bool in_loop);
  Statement nested(ActionParser& parser, Statement::Kind kind, bool in_loop, std::size_t column);

  /// The keyword that the current action begins with; empty for text and plain actions.
  [[nodiscard]] std::string_view keyword() const {
    if (at_ >= pieces_.size() || !pieces_[at_].is_action() || !is_keyword(pieces_[at_].tokens.front())) return {};
    return pieces_[at_].tokens.front().text;
  }

  std::vector<Piece> pieces_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

/// Up to an `else` or `end` that belongs to somebody above.
std::shared_ptr<const Block> TemplateParser::body(bool in_loop) {
  Block block;
  while (at_ < pieces_.size() && keyword() != "else" && keyword() != "end") {
    const auto piece = std::move(pieces_[at_++]);
    if (piece.is_action()) {
      block.statements.push_back(action(piece.tokens, in_loop));
    } else {
      block.statements.push_back({.kind = Statement::Kind::text, .text = piece.text});
    }
  }
  return std::make_shared<const Block>(std::move(block));
}

Statement TemplateParser::action(const std::vector<Token>& tokens, bool in_loop) {
  ActionParser parser(tokens, depth_);
  const auto column = tokens.front().column;
  if (parser.take("if")) return nested(parser, Statement::Kind::condition, in_loop, column);
  if (parser.take("range")) return nested(parser, Statement::Kind::loop, true, column);
  if (parser.take("with")) return nested(parser, Statement::Kind::with, in_loop, column);
  for (const auto& [word, kind] :
       {std::pair("break", Statement::Kind::leave), {"continue", Statement::Kind::proceed}}) {
    if (!parser.take(word)) continue;
    if (!in_loop) refuse(column, fmt::format("\"{}\" outside of a range", word));
    parser.finish();
    return {.kind = kind};
  }
  Statement out{.kind = Statement::Kind::print, .pipeline = parser.pipeline()};
  parser.finish();
  return out;
}

Statement TemplateParser::nested(ActionParser& parser, Statement::Kind kind, bool in_loop, std::size_t column) {
  if (++depth_ > deepest_nesting) refuse(column, "too many blocks within each other");
  Statement out{.kind = kind, .pipeline = parser.pipeline()};
  parser.finish();
  out.body = body(in_loop);
  if (keyword() == "else") {
    const auto tokens = pieces_[at_++].tokens;
    ActionParser again(tokens, depth_);
    again.take("else");
    if (again.here().kind != Kind::end) {  // `else if …`: the rest is one more statement, which takes the `end`
      const std::vector<Token> rest(tokens.begin() + 1, tokens.end());
      Block chain;
      chain.statements.push_back(action(rest, in_loop));
      out.otherwise = std::make_shared<const Block>(std::move(chain));
      --depth_;
      return out;
    }
    out.otherwise = body(in_loop);
  }
  if (keyword() != "end") refuse(column, "the block is not closed by {{end}}");
  ++at_;
  --depth_;
  return out;
}

}  // namespace

std::shared_ptr<const Block> parse(std::string_view text) {
  return TemplateParser(split_pieces(text)).parse();
}

}  // namespace berth::text_template
