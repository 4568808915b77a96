#include <stdexcept>

#include "engine_client/ignore_rules.hpp"

namespace berth::engine {

GlobPattern::GlobPattern(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    Token token;
    if (text.substr(at).starts_with("**")) {
      at += 1;
      if (at + 1 < text.size() && text[at + 1] == '/') at += 1;
      token.kind = at + 1 == text.size() ? Kind::rest : Kind::folders;
    } else if (text[at] == '*') {
      token.kind = Kind::star;
    } else if (text[at] == '?') {
      token.kind = Kind::any;
    } else if (text[at] == '[') {
      at = read_set(text, at + 1);
      continue;
    } else {
      if (text[at] == '\\' && ++at == text.size()) throw std::invalid_argument("ends with a lone \"\\\"");
      token.character = text[at];
    }
    tokens_.push_back(std::move(token));
  }
}

/// From behind the "[" to the "]", whose position it returns.
std::size_t GlobPattern::read_set(std::string_view text, std::size_t at) {
  Token token;
  token.kind = Kind::set;
  if (at < text.size() && text[at] == '^') {
    token.negated = true;
    ++at;
  }
  const auto take = [&]() {
    if (at < text.size() && text[at] == '\\') ++at;
    if (at >= text.size()) throw std::invalid_argument("has a \"[\" without a \"]\"");
    return text[at++];
  };
  while (token.ranges.empty() || at >= text.size() || text[at] != ']') {
    Range range{take(), 0};
    range.last = range.first;
    if (at < text.size() && text[at] == '-') {
      ++at;
      range.last = take();
    }
    token.ranges.push_back(range);
  }
  tokens_.push_back(std::move(token));
  return at;
}

/// Tokens that may stand for nothing let the one behind them begin too.
void GlobPattern::close(States& states) const {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const auto kind = tokens_[i].kind;
    if (states[i] && (kind == Kind::star || kind == Kind::folders || kind == Kind::rest)) states[i + 1] = true;
  }
}

/// Which tokens may come next after `path`; the one behind the last stands for a match. A state of its own for each
/// "**/" says that it is within a folder's name.
GlobPattern::States GlobPattern::run(std::string_view path) const {
  const auto count = tokens_.size();
  States states(count + 1);
  States inside(count + 1);
  states[0] = true;
  close(states);
  for (const char c : path) {
    States next(count + 1);
    States next_inside(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& token = tokens_[i];
      if (token.kind == Kind::folders && (states[i] || inside[i])) {
        next_inside[i] = true;
        if (c == '/') next[i + 1] = true;
      }
      if (!states[i]) continue;
      switch (token.kind) {
        case Kind::literal: next[i + 1] = next[i + 1] || c == token.character; break;
        case Kind::any: next[i + 1] = next[i + 1] || c != '/'; break;
        case Kind::star: next[i] = next[i] || c != '/'; break;
        case Kind::rest: next[i] = true; break;
        case Kind::set: {
          bool listed = false;
          for (const auto& range : token.ranges) listed = listed || (range.first <= c && c <= range.last);
          next[i + 1] = next[i + 1] || (c != '/' && listed != token.negated);
          break;
        }
        case Kind::folders: break;
      }
    }
    states = std::move(next);
    inside = std::move(next_inside);
    close(states);
  }
  // Being inside a "**/" is no match, but more path may make one: told by the state of the token itself.
  for (std::size_t i = 0; i < count; ++i) states[i] = states[i] || inside[i];
  return states;
}

bool GlobPattern::matches(std::string_view path) const {
  return run(path).back();
}

bool GlobPattern::may_match_below(std::string_view folder) const {
  const auto states = run(std::string(folder) + '/');
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (states[i]) return true;
  }
  return false;
}

}  // namespace berth::engine
