#include "compose/volume_syntax.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace berth::compose {
namespace {

constexpr std::array<std::string_view, 6> propagations{"rprivate", "private", "rshared", "shared", "rslave", "slave"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Sections between colons. The colon of a drive letter (`C:\x`) and colons inside of `${…}` (in files that are shown
/// without interpolation) separate nothing. A one-letter volume name looks like a drive, too.
std::vector<std::string_view> split_sections(std::string_view text) {
  std::vector<std::string_view> sections;
  std::size_t start = 0;
  std::size_t braces = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool end = at == text.size();
    if (!end && text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') ++braces;
    if (!end && text[at] == '}' && braces > 0) --braces;
    if (!end && (text[at] != ':' || braces > 0)) continue;
    const bool drive = !end && at - start == 1 && is_letter(text[start]);
    if (drive) continue;
    sections.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  return sections;
}

bool is_host_path(std::string_view source) {
  if (source.empty()) return false;
  if (source.starts_with('.') || source.starts_with('/') || source.starts_with('~')) return true;
  return is_windows_absolute(source) || (source.size() > 1 && is_letter(source[0]) && source[1] == ':');
}

void apply_option(VolumeMount& mount, std::string_view option) {
  if (option == "ro") {
    mount.read_only = true;
  } else if (option == "rw") {
    mount.read_only = false;
  } else if (option == "nocopy") {
    mount.no_copy = true;
  } else if (option == "z" || option == "Z") {
    mount.selinux = option;
  } else if (std::ranges::find(propagations, option) != propagations.end()) {
    mount.propagation = option;
  }
}

}  // namespace

bool is_windows_absolute(std::string_view path) {
  if (path.starts_with("\\\\")) return true;
  return path.size() >= 3 && is_letter(path[0]) && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

Result<VolumeMount> parse_volume(std::string_view text) {
  if (text.empty()) return Problem{"the mount is empty", "write SOURCE:TARGET", 0, 0, {}};
  VolumeMount mount;
  if (text.size() <= 2) {
    mount.target = text;
    mount.has_options = false;
    return mount;
  }
  const auto sections = split_sections(text);
  if (std::ranges::any_of(sections, [](std::string_view s) { return s.empty(); })) {
    return Problem{
        fmt::format("\"{}\" has an empty part between colons", text), "write SOURCE:TARGET or TARGET alone", 0, 0, {}};
  }
  if (sections.size() > 3) {
    return Problem{
        fmt::format("\"{}\" has too many colons", text), "write SOURCE:TARGET:OPTIONS, or use the long form", 0, 0, {}};
  }
  mount.target = sections.size() == 1 ? sections[0] : sections[1];
  if (sections.size() > 1) mount.source = sections[0];
  if (sections.size() > 2) {
    for (const auto option : split(sections[2], ',')) apply_option(mount, option);
  }
  if (is_host_path(mount.source)) {
    mount.type = VolumeMount::Type::bind;
    mount.create_host_path = true;
  }
  return mount;
}

Result<DeviceMapping> parse_device(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() > 3) {
    return Problem{fmt::format("\"{}\" has too many colons for a device", text),
                   "write SOURCE:TARGET:PERMISSIONS, or use the long form",
                   0,
                   0,
                   {}};
  }
  DeviceMapping device;
  device.source = parts[0];
  if (parts.size() > 1) device.target = parts[1];
  if (parts.size() > 2) device.permissions = parts[2];
  if (device.target.empty()) device.target = device.source;
  return device;
}

}  // namespace berth::compose
