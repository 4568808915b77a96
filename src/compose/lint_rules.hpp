// The rules of compose/lint.hpp and what they look at. Not for use outside.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/file_system.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct LintScene {
  const yaml::Node& model;
  const std::set<std::string>& services;  ///< those that take part
  const FileSystem& disk;
  Diagnostics& diagnostics;

  /// The entries of `services` that take part and are not broken.
  [[nodiscard]] std::vector<const yaml::Entry*> sound_services() const;

  void advise(Code code, Span span, std::string path, std::string message, std::string hint,
              std::vector<Note> notes = {}) const;
};

namespace lint_rules {

void unused_resources(const LintScene& scene);
void dependencies(const LintScene& scene);
void bind_sources(const LintScene& scene);
void public_ports(const LintScene& scene);
void exposed_ports(const LintScene& scene);
void ports_published_twice(const LintScene& scene);
void host_port_conflicts(const LintScene& scene);
void localhost_references(const LintScene& scene);

}  // namespace lint_rules

}  // namespace berth::compose
