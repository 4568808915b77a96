// The compose language, described once: every attribute is one row. Validation, casts of variables, merge, canonical
// form, paths, output and the configuration hash are driven by these rows (compose-spec 05 to 09, "Compose Build",
// "Compose Deploy", "Compose Develop"). Adding an attribute is adding a row.
//
// The order of rows below one parent is the order in which `config` prints them and the hash counts them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "compose/interpolate.hpp"

namespace berth::compose {

/// Kinds of YAML values, as a set.
namespace accept {
constexpr std::uint8_t null = 1;
constexpr std::uint8_t boolean = 2;
constexpr std::uint8_t integer = 4;
constexpr std::uint8_t number = 8 | integer;
constexpr std::uint8_t text = 16;
constexpr std::uint8_t list = 32;
constexpr std::uint8_t mapping = 64;
constexpr std::uint8_t anything = 127;

constexpr std::uint8_t flag = boolean | text;
constexpr std::uint8_t whole = integer | text;
constexpr std::uint8_t quantity = number | text;
constexpr std::uint8_t text_or_list = text | list;
constexpr std::uint8_t list_or_mapping = list | mapping;
}  // namespace accept

/// What a value is once it is bound, and how it is written.
enum class Type : std::uint8_t {
  any,             ///< kept as it is (x-…)
  text,            ///< text
  boolean,         ///<
  integer,         ///<
  number,          ///< a float of single precision, as Go holds cpus
  bytes,           ///< a size; written as text, "67108864"
  duration,        ///< written as Go does, "1m30s"
  mode,            ///< permission bits; written as octal text, "0440"
  count,           ///< a number, or "all", which is -1
  text_list,       ///< list of text, or one text
  words,           ///< command: list, or one text split like a shell does
  health_test,     ///< list, or one text, which means CMD-SHELL
  text_map,        ///< KEY=VALUE list or mapping; no value is ""
  nullable_map,    ///< KEY=VALUE list or mapping; no value stays null
  hosts,           ///< HOST=ADDRESS list or mapping; written as a list
  ssh_keys,        ///< ID=PATH list or mapping; written as a list
  multi_text_map,  ///< mapping of text or list of text
  text_or_flag,    ///< build.provenance: text, true and false become text
  ulimit,          ///< a number or {soft, hard}
  object,          ///< attributes of their own
  dictionary,      ///< user-chosen keys, sorted
  list,            ///< items
};

/// What happens when a later file (or an extending service) gives the attribute again. Otherwise: mappings key by key,
/// lists append, scalars replace.
enum class Merge : std::uint8_t {
  natural,
  replace,
  as_list,       ///< mappings become KEY=VALUE lists, text a list of one; then append
  as_hosts,      ///< as_list without exact repetitions
  as_mapping,    ///< lists become mappings of nulls; then key by key
  dependencies,  ///< lists become mappings of {condition: service_started, required: true}
  build,         ///< text becomes {context: text}
  logging,       ///< key by key for the same driver, otherwise replace
  ipam_pools,    ///< by subnet
};

/// Which items of a list count as one; the later wins at the place of the earlier.
enum class Unique : std::uint8_t { none, key, expose, port, mount, device, secret, config, env_file };

/// Rewriting short forms as long ones.
enum class Canonical : std::uint8_t {
  none,
  build,
  dependencies,
  env_files,
  extends,
  gpus,
  names,      ///< list of names to mapping of nulls
  text_list,  ///< one text to a list of it
  mount,
  device,
  file_reference,
  ports,
  ulimit,
  key_values,  ///< list of KEY=VALUE to mapping
  ssh,
  text_or_flag,
  external,  ///< the resource whose `external: {name: x}` becomes `external: true, name: x`
  include,
};

/// Which values are paths and how they become absolute.
enum class PathRule : std::uint8_t {
  none,
  file,           ///< relative to the directory of the file, `~` expanded
  unix_file,      ///< the same; Windows paths stay
  context,        ///< a directory unless it is a URL or service:NAME
  watched,        ///< file with symbolic links resolved
  mount,          ///< source of a bind mount
  volume_device,  ///< driver_opts.device of a local volume with o: bind
};

/// Names that a mapping's keys must match.
enum class KeyRule : std::uint8_t {
  any,
  name,        ///< [a-zA-Z0-9._-]+, others are unknown attributes
  loose_name,  ///< the same, others pass unread
  lower_case,  ///< [a-z]+, others pass unread
};

enum class TextRule : std::uint8_t { any, container_name, pull_policy };

/// When an attribute is printed.
enum class Output : std::uint8_t {
  when_filled,     ///< unless empty, zero or false
  when_present,    ///< also when zero or false
  always_in_json,  ///< JSON (and the hash) show it even when empty or absent
  unless_true,     ///< only when false
};

struct Attribute {
  std::string_view path;  ///< dots between keys; `*` any key; `[]` an item
  std::uint8_t accepts = accept::anything;
  Type type = Type::any;
  Cast cast = Cast::text;
  Merge merge = Merge::natural;
  Unique unique = Unique::none;
  Canonical canonical = Canonical::none;
  PathRule path_rule = PathRule::none;
  Output output = Output::when_filled;
  KeyRule keys = KeyRule::any;
  TextRule text = TextRule::any;
  std::string_view words = {};      ///< the accepted texts, separated by |
  std::string_view like = {};       ///< a path whose children are this one's children, too
  std::string_view json_name = {};  ///< where JSON spells the name in another way
  std::optional<std::int64_t> minimum = {};
  std::optional<std::int64_t> maximum = {};
  bool required = false;      ///< a mapping without it is invalid
  bool unique_items = false;  ///< equal items are an error
  bool closed = false;        ///< takes no x- attributes
  bool loose = false;         ///< unknown attributes pass, required ones may be missing
  bool hashed = true;         ///< part of com.docker.compose.config-hash
};

/// All rows: those of parents come before those of children.
std::span<const std::span<const Attribute>> attributes();

}  // namespace berth::compose
