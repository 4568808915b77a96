// Any bytes give trees or diagnostics with places inside of the file; a tree that is written and read again is the
// same.
#include <cmath>
#include <string>

#include "base/render.hpp"
#include "fuzz.hpp"
#include "yaml/emit.hpp"
#include "yaml/parse.hpp"

using namespace berth;

namespace {

/// go-yaml's form of a text that starts with a line break and a blank cannot be read back, NaN equals nothing, and more
/// than 64 bits of an integer are a float.
bool survives_writing(const yaml::Node& node) {
  if (node.is_string()) return !node.string().starts_with('\n') && node.string().find('\r') == std::string::npos;
  if (node.kind() == yaml::Kind::floating) return std::isfinite(node.floating()) && std::fabs(node.floating()) < 1e15;
  if (node.kind() == yaml::Kind::timestamp) return false;
  if (node.is_sequence()) {
    for (const auto& item : node.sequence()) {
      if (!survives_writing(item)) return false;
    }
  }
  if (node.is_mapping()) {
    for (const auto& entry : node.mapping()) {
      if (!survives_writing(yaml::Node(entry.key)) || !survives_writing(entry.value)) return false;
    }
  }
  return true;
}

/// Whole floats are written without a point, as in Go, and come back as integers.
bool same(const yaml::Node& a, const yaml::Node& b) {
  return yaml::emit_json(a, 0) == yaml::emit_json(b, 0);
}

void check_places(const Diagnostics& diagnostics, const SourceFiles& files) {
  for (const auto& diagnostic : diagnostics.sorted()) {
    fuzz::require(!diagnostic.code.empty() && !diagnostic.message.empty(), "a diagnostic has a code and a message");
    fuzz::require(diagnostic.code == berth::Code("limit") || diagnostic.span.begin.known(), "a diagnostic has a place");
    fuzz::require(!render_text(diagnostic, files).empty(), "a diagnostic can be shown");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceFiles files;
  Diagnostics diagnostics;
  const auto file = files.add("input", std::string(fuzz::text_of(data, size)));
  const auto documents = yaml::parse(file, files, {}, diagnostics);
  check_places(diagnostics, files);
  if (diagnostics.has_errors() || documents.size() != 1 || !survives_writing(documents[0])) return 0;
  const auto written = files.add("written", yaml::emit_yaml(documents[0]));
  const auto again = yaml::parse(written, files, {}, diagnostics);
  fuzz::require(!diagnostics.has_errors(), "what is written can be read");
  fuzz::require(again.size() == 1 && same(again[0], documents[0]), "what is read again is the same");
  return 0;
}
