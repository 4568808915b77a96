#include "compose/value_path.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::compose {
namespace {

constexpr std::string_view form = "write it like services.web.ports[0].target, and keys with dots in quotes";

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
  throw Error(fmt::format("\"{}\" is not the path of a value: {}", path, why), std::string(form));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<PathStep> run() {
    if (text_.empty()) refuse(text_, "it is empty");
    bool wants_key = true;
    while (at_ < text_.size()) {
      if (text_[at_] == '[') {
        add_bracket();
      } else if (wants_key) {
        add_key();
      } else {
        refuse(text_, fmt::format("a dot is missing before \"{}\"", text_.substr(at_)));
      }
      wants_key = at_ < text_.size() && text_[at_] == '.';
      if (wants_key && ++at_ == text_.size()) refuse(text_, "it ends with a dot");
    }
    return std::move(steps_);
  }

 private:
  void add_bracket() {
    const auto end = text_.find(']', at_);
    if (end == std::string_view::npos) refuse(text_, "the closing ] is missing");
    const auto inside = text_.substr(at_ + 1, end - at_ - 1);
    std::size_t index = 0;
    const auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
    if (error != std::errc{} || stop != inside.data() + inside.size()) {
      refuse(text_, fmt::format("[{}] is not the number of an item", inside));
    }
    steps_.emplace_back(index);
    at_ = end + 1;
  }

  void add_key() {
    const char quote = text_[at_];
    if (quote == '"' || quote == '\'') {
      const auto end = text_.find(quote, at_ + 1);
      if (end == std::string_view::npos) refuse(text_, "the closing quote is missing");
      steps_.emplace_back(std::string(text_.substr(at_ + 1, end - at_ - 1)));
      at_ = end + 1;
      return;
    }
    const auto end = std::min(text_.find_first_of(".[", at_), text_.size());
    if (end == at_) refuse(text_, "a key is empty");
    steps_.emplace_back(std::string(text_.substr(at_, end - at_)));
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<PathStep> steps_;
};

/// The keys from `first` on up to and including `last` as one.
std::optional<std::string> joined_key(const std::vector<PathStep>& path, std::size_t first, std::size_t last) {
  std::string key;
  for (auto i = first; i <= last; ++i) {
    const auto* part = std::get_if<std::string>(&path[i]);
    if (part == nullptr) return std::nullopt;
    key += (i == first ? "" : ".") + *part;
  }
  return key;
}

}  // namespace

std::vector<PathStep> parse_value_path(std::string_view text) {
  return Reader(text).run();
}

std::string value_path_text(const std::vector<PathStep>& path) {
  std::string text;
  for (const auto& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      text += fmt::format("[{}]", *index);
      continue;
    }
    const auto& key = std::get<std::string>(step);
    const bool plain = !key.empty() && key.find_first_of(".[\"'") == std::string::npos;
    const char quote = key.find('"') == std::string::npos ? '"' : '\'';
    text += (text.empty() ? "" : ".") + (plain ? key : quote + key + quote);
  }
  return text;
}

FoundValue find_value(const yaml::Node& tree, const std::vector<PathStep>& path) {
  FoundValue found;
  const auto* node = &tree;
  for (std::size_t at = 0; at < path.size();) {
    const yaml::Node* next = nullptr;
    auto last = at;
    if (const auto* index = std::get_if<std::size_t>(&path[at])) {
      if (node->is_sequence() && *index < node->sequence().size()) next = &node->sequence()[*index];
      if (next != nullptr) found.path.emplace_back(*index);
    } else {
      for (; next == nullptr && last < path.size(); ++last) {
        const auto key = joined_key(path, at, last);
        if (!key) break;
        next = node->find(*key);
        if (next != nullptr) found.path.emplace_back(*key);
      }
      --last;
    }
    if (next == nullptr) {
      found.parent = node;
      found.steps_to_parent = found.path.size();
      found.path.insert(found.path.end(), path.begin() + static_cast<std::ptrdiff_t>(at), path.end());
      return found;
    }
    node = next;
    at = last + 1;
  }
  found.node = node;
  return found;
}

}  // namespace berth::compose
