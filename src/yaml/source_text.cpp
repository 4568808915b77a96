#include "yaml/source_text.hpp"

#include <algorithm>

namespace berth::yaml {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t skip_blanks_and_comments(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
    } else if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else {
      break;
    }
  }
  return at;
}

/// Behind the closing quote; npos when there is none. `begin` is that of the opening one.
std::size_t find_closing_quote(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return std::string_view::npos;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  auto end = std::min(text.find('\n', at), text.size());
  while (end > at && is_blank(text[end - 1])) --end;
  return end;
}

}  // namespace

Locator::Locator(FileId file, std::string_view text) : file_(file), text_(text), starts_{0} {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

std::size_t Locator::line_of(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(starts_, offset);
  return static_cast<std::size_t>(next - starts_.begin()) - 1;
}

std::size_t Locator::line_start(std::size_t offset) const {
  return starts_[line_of(offset)];
}

std::size_t Locator::line_end(std::size_t offset) const {
  const auto next = line_of(offset) + 1;
  return next < starts_.size() ? starts_[next] - 1 : text_.size();
}

Mark Locator::mark(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const auto line = line_of(offset);
  if (line != last_line_ || offset < last_offset_) {
    last_line_ = line;
    last_offset_ = starts_[line];
    last_column_ = 1;
  }
  last_column_ += count_characters(text_.substr(last_offset_, offset - last_offset_));
  last_offset_ = offset;
  return {file_, static_cast<std::uint32_t>(line + 1), last_column_};
}

Span Locator::span(std::size_t begin, std::size_t end) {
  const auto place = mark(begin);
  end = std::min(end, line_end(begin));
  return {place, end > begin ? count_characters(text_.substr(begin, end - begin)) : 0};
}

std::size_t skip_properties(std::string_view text, std::size_t offset) {
  std::size_t at = skip_blanks_and_comments(text, offset);
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {
    while (at < text.size() && !is_blank(text[at])) ++at;
    at = skip_blanks_and_comments(text, at);
  }
  return at;
}

ScalarSource find_scalar(std::string_view text, std::size_t offset, std::string_view value) {
  const auto begin = std::min(skip_properties(text, offset), text.size());
  if (begin == text.size()) return {offset, offset};
  const char first = text[begin];
  if (first == '"' || first == '\'') {
    const auto end = find_closing_quote(text, begin);
    return {begin, std::min(end, text.size()), Style::quoted, end != std::string_view::npos};
  }
  if (first == '|' || first == '>') {
    return {begin, end_of_line(text, begin), first == '|' ? Style::literal : Style::folded};
  }
  if (text.substr(begin, value.size()) == value) return {begin, begin + value.size()};
  return {begin, end_of_line(text, begin)};
}

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace berth::yaml
