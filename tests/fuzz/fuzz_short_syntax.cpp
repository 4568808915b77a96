// Ports, mounts, devices, images, commands and paths: any text is read or refused, and what was read is sound.
#include <algorithm>

#include "compose/image_reference.hpp"
#include "compose/paths.hpp"
#include "compose/port_syntax.hpp"
#include "compose/shell_words.hpp"
#include "compose/volume_syntax.hpp"
#include "fuzz.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

void check_ports(std::string_view text) {
  const auto ports = parse_port(text);
  if (!ports) return fuzz::require(!ports.problem().message.empty(), "a refused port says why");
  fuzz::require(!ports->empty() && ports->size() <= 65536, "a port gives one to 65536 mappings");
  for (const auto& port : *ports) fuzz::require(port.target <= 65535, "a port has sixteen bits");
}

void check_image(std::string_view text) {
  const auto image = parse_image_reference(text);
  if (!image) return;
  const auto again = parse_image_reference(image->canonical());
  fuzz::require(again.has_value() && *again == *image, "a canonical image is read as itself");
  const auto familiar = parse_image_reference(image->familiar());
  fuzz::require(familiar.has_value() && *familiar == *image, "a familiar image is read as itself");
}

void check_paths(std::string_view text) {
  const auto clean = clean_path(text);
  fuzz::require(clean_path(clean) == clean, "cleaning twice changes nothing");
  const auto absolute = join_path("/base/folder", text);
  fuzz::require(is_absolute(absolute), "below an absolute path everything is absolute");
  fuzz::require(join_path("/base/folder", relative_path(absolute, "/base/folder")) == absolute, "a way leads back");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, std::min<std::size_t>(size, 4096));
  check_ports(text);
  check_image(text);
  check_paths(text);
  static_cast<void>(parse_port_range(text));
  static_cast<void>(parse_exposed_port(text));
  static_cast<void>(parse_device(text));
  if (const auto volume = parse_volume(text)) fuzz::require(!volume->target.empty(), "a mount has a target");
  if (const auto words = split_shell_words(text); !words) {
    fuzz::require(words.problem().offset <= text.size(), "a problem lies inside of the command");
  }
  if (const auto stop = find_shell_operator(text)) fuzz::require(*stop < text.size(), "an operator lies inside");
  return 0;
}
