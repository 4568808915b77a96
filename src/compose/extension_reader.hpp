// Reading one attribute of `x-berth`: what is wrong in it is told, with its place, and remembered.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

class ExtensionReader {
 public:
  /// `path`: of the attribute; `forms`: the hint for values of a wrong shape.
  ExtensionReader(std::string path, std::string_view forms, Diagnostics& diagnostics)
      : path_(std::move(path)), forms_(forms), diagnostics_(diagnostics) {}

  [[nodiscard]] bool failed() const { return failed_; }

 protected:
  /// `below`: where in the attribute; empty: the whole.
  void tell(Code code, Span span, const std::string& below, std::string message, std::string hint = {});
  /// Whether the entry is one of `names`, and sound.
  bool known(const yaml::Entry& entry, const std::vector<std::string_view>& names, const std::string& below);
  /// Told when it is empty or no text.
  std::string text_of(const yaml::Entry& entry, const std::string& at);

  template <std::integral Number>
  Number number(const yaml::Entry& entry, const std::string& at, Number least, Number most) {
    const auto text = plain_text(entry);
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    if (whole && value >= least && value <= most) return value;
    tell("invalid-value", entry.value.span(), at, fmt::format("must be a number from {} to {}", least, most));
    return 0;
  }

  [[nodiscard]] std::string hint() const { return std::string(forms_); }
  void fail() { failed_ = true; }

 private:
  /// Of a scalar; empty otherwise.
  static std::string plain_text(const yaml::Entry& entry);

  std::string path_;
  std::string_view forms_;
  Diagnostics& diagnostics_;
  bool failed_ = false;
};

}  // namespace berth::compose
