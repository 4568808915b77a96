// The flat form of a YAML stream: what the parser saw, in order. Anchored parts are ranges of it, so that an alias is
// expanded by reading its range again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/parse.hpp"

namespace berth::yaml {

enum class EventKind : std::uint8_t {
  document,  // start of a document
  null,      // nothing written, or a plain `~` or `null`
  scalar,
  alias,
  sequence_start,
  sequence_end,
  mapping_start,
  mapping_end,
};

struct Event {
  EventKind kind = EventKind::null;
  std::uint32_t offset = 0;  ///< bytes from the start of the text to the first property (tag, anchor) or the content
  std::uint32_t end = 0;     ///< index of the event behind this value: for starts, behind the matching end
  std::uint32_t anchor = 0;  ///< number of the anchor that this value has or refers to; 0: none
  std::uint32_t tag = 0;     ///< index into Events::tags
  std::string value;         ///< of a scalar, decoded
};

/// Where the parser gave up. `message` is yaml-cpp's own, in yaml/syntax_error.cpp made fit for people.
struct SyntaxFault {
  std::size_t offset = 0;
  std::string message;
  bool limit = false;
};

struct Events {
  static constexpr std::uint32_t plain_tag = 0;   ///< "?": a plain scalar or a collection without a tag
  static constexpr std::uint32_t quoted_tag = 1;  ///< "!": a scalar in quotes or a block scalar without a tag

  std::vector<Event> list;
  std::vector<std::string> tags{"?", "!"};
  std::vector<std::string> anchors;  ///< every name that was given
  std::optional<SyntaxFault> fault;
};

/// Reads the whole text (UTF-8 without a byte order mark). Events before a fault are kept.
Events read_events(std::string_view text, const Limits& limits);

}  // namespace berth::yaml
