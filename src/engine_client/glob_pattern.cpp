#include <algorithm>
#include <stdexcept>

#include "engine_client/ignore_rules.hpp"

namespace berth::engine {

GlobPattern::GlobPattern(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '*') {
      at = read_stars(text, at);
    } else if (c == '[') {
      at = read_set(text, at + 1);
    } else if (c == '?') {
      add(Kind::any);
    } else {
      if (c == '\\' && ++at == text.size()) throw std::invalid_argument("ends with a lone \"\\\"");
      add(Kind::literal, text[at]);
    }
  }
}

void GlobPattern::add(Kind kind, char character) {
  Token token;
  token.kind = kind;
  token.character = character;
  tokens_.push_back(std::move(token));
}

/// "*" within a name, "**" for all that is left, "**/" for any folders or none. Returns the position of the last
/// character that belongs to it.
std::size_t GlobPattern::read_stars(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("**")) {
    add(Kind::star);
    return at;
  }
  at += 1;
  if (at + 1 < text.size() && text[at + 1] == '/') at += 1;
  const bool last = at + 1 == text.size();
  if (!last) add(Kind::maybe_folders);
  add(Kind::rest);
  if (!last) add(Kind::literal, '/');
  return at;
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

bool GlobPattern::Token::accepts(char c) const {
  switch (kind) {
    case Kind::literal: return c == character;
    case Kind::rest: return true;
    case Kind::maybe_folders: return false;
    case Kind::any:
    case Kind::star: return c != '/';
    case Kind::set: break;
  }
  const auto holds = [&](const Range& range) { return range.first <= c && c <= range.last; };
  return c != '/' && std::any_of(ranges.begin(), ranges.end(), holds) != negated;
}

/// Tokens that may stand for nothing let a later one begin, too.
void GlobPattern::skip_optional(States& states) const {
  constexpr std::size_t behind_folders = 3;  // maybe_folders, rest, "/"
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const auto kind = tokens_[i].kind;
    if (!states[i] || (kind != Kind::star && kind != Kind::rest && kind != Kind::maybe_folders)) continue;
    states[i + 1] = true;
    if (kind == Kind::maybe_folders) states[i + behind_folders] = true;
  }
}

/// Which tokens may come next after `path`; the place behind the last one stands for a match.
GlobPattern::States GlobPattern::run(std::string_view path) const {
  States states(tokens_.size() + 1);
  states[0] = true;
  skip_optional(states);
  for (const char c : path) {
    States next(states.size());
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!states[i] || !tokens_[i].accepts(c)) continue;
      const bool repeats = tokens_[i].kind == Kind::star || tokens_[i].kind == Kind::rest;
      next[repeats ? i : i + 1] = true;
    }
    states = std::move(next);
    skip_optional(states);
  }
  return states;
}

bool GlobPattern::matches(std::string_view path) const {
  return run(path).back();
}

bool GlobPattern::may_match_below(std::string_view folder) const {
  const auto states = run(std::string(folder) + '/');
  return std::find(states.begin(), states.end() - 1, true) != states.end() - 1;
}

}  // namespace berth::engine
