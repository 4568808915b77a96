// Warnings that a project does not want to hear: `x-berth: {silence: [code, …]}` at the top or in a service, and
// --silence CODE.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct Silence {
  std::set<std::string, std::less<>> everywhere;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> services;  ///< by name

  /// Errors never are.
  [[nodiscard]] bool covers(const Diagnostic& diagnostic) const;
};

/// What the model says. Code: unknown-code (a word that is no warning's).
Silence read_silence(const yaml::Node& model, Diagnostics& diagnostics);

/// What --silence says, added to the rest. Code: unknown-code.
void add_silenced(const std::vector<std::string>& codes, Silence& silence, Diagnostics& diagnostics);

/// All that is left to tell, sorted; an unset variable is told at its first place only.
std::vector<Diagnostic> heard(const Diagnostics& diagnostics, const Silence& silence);

}  // namespace berth::compose
