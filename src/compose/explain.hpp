// Where a value of a project comes from: the answer of `config --explain`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/load.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// One thing that happened to the value. Nothing in it gives a secret away.
struct ExplainedStep {
  std::string kind;    ///< set, replaced, merged, extends, include, variable, default, alternative, unset, added
  Span span;           ///< unknown for what stands in no file
  std::string source;  ///< where a variable was set, otherwise: "the environment"
  std::string name;    ///< of the variable, the service that was extended, the file that was included
  std::string text;    ///< as written, or what went in

  /// "compose.yaml:5:18", "the environment".
  [[nodiscard]] std::string place(const SourceFiles& files) const;
  /// For people: "LOG_LEVEL=debug", "service base", "LOG_LEVEL is not set: warn".
  [[nodiscard]] std::string what() const;
};

/// A key or an item of the value.
struct ExplainedChild {
  std::string key;  ///< "[0]" for items
  yaml::Node value;
  ExplainedStep last;  ///< the last one that set it
};

struct Explanation {
  std::string path;
  yaml::Node value;                  ///< as `config` shows it, secrets hidden
  std::vector<ExplainedStep> steps;  ///< from the first file to the last word
  std::vector<ExplainedChild> children;
};

/// For a load with `trace`. Throws berth::Error when the path leads nowhere, with what was probably meant.
Explanation explain(const LoadResult& result, const SourceFiles& files, std::string_view path);

/// One JSON object: path, value, steps and children with file, line and column.
std::string explanation_json(const Explanation& explanation, const SourceFiles& files);

}  // namespace berth::compose
