#include "plan/diff_values.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/quantity.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "plan/facts.hpp"

namespace berth::plan::diff {

namespace {

bool is_secret(const std::string& field, const std::string& from, const std::string& to) {
  return looks_secret(field) || holds_secret(from) || holds_secret(to);
}

std::string value_at(const TextMap& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? "" : found->second;
}

/// "source:target:options" of HostConfig.Binds.
void add_bind(TextMap& mounts, const std::string& bind) {
  const auto fields = split(bind, ':');
  if (fields.size() < 2) return;
  const bool read_only = fields.size() > 2 && std::ranges::count(split(fields[2], ','), std::string_view("ro")) > 0;
  mounts[std::string(fields[1])] = std::string(fields[0]) + (read_only ? " (ro)" : "");
}

std::string mount_text(const engine_api::Mount& mount) {
  const bool anonymous = is_anonymous({.type = mount.type, .name = mount.source});
  const std::string source = mount.source.empty() || anonymous ? mount.type : mount.source;
  return source + (mount.read_only ? " (ro)" : "");
}

}  // namespace

void compare(std::vector<Cause>& causes, const std::string& field, const std::string& from, const std::string& to) {
  if (from == to) return;
  constexpr std::size_t shown = 60;
  Cause cause{.reason = Reason::field_changed, .field = field};
  if (is_secret(field, from, to)) {
    cause.hidden = true;
  } else {
    cause.from = truncate_width(escape_terminal(from), shown);
    cause.to = truncate_width(escape_terminal(to), shown);
  }
  causes.push_back(std::move(cause));
}

void compare(std::vector<Cause>& causes, const std::string& field, const TextMap& from, const TextMap& to) {
  TextMap all = from;
  all.insert(to.begin(), to.end());
  for (const auto& [key, unused] : all) {
    // A value that is there but empty differs from none.
    if (from.contains(key) == to.contains(key) && value_at(from, key) == value_at(to, key)) continue;
    compare(causes, fmt::format("{}.{}", field, key), from.contains(key) ? value_at(from, key) : "(none)",
            to.contains(key) ? value_at(to, key) : "(none)");
  }
}

TextMap environment_map(const engine_api::Strings& list) {
  TextMap map;
  for (const auto& entry : list) {
    const auto equals = entry.find('=');
    if (equals != std::string::npos) map[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return map;
}

TextMap own_labels(const engine_api::StringMap& labels) {
  TextMap own;
  for (const auto& [key, value] : labels) {
    if (!key.starts_with("com.docker.compose.") && !key.starts_with("berth.")) own[key] = value;
  }
  return own;
}

TextMap mount_map(const engine_api::HostConfig& host) {
  TextMap mounts;
  for (const auto& bind : host.binds) add_bind(mounts, bind);
  for (const auto& mount : host.mounts) mounts[mount.target] = mount_text(mount);
  for (const auto& [path, options] : host.tmpfs) mounts[path] = "tmpfs" + (options.empty() ? "" : " " + options);
  return mounts;
}

TextMap port_map(const engine_api::HostConfig& host) {
  TextMap ports;
  for (const auto& [port, bindings] : host.port_bindings) {
    engine_api::Strings texts;
    for (const auto& binding : bindings) {
      const std::string number = binding.host_port.empty() || binding.host_port == "0" ? "(any)" : binding.host_port;
      const bool everywhere = binding.host_ip.empty() || binding.host_ip == "0.0.0.0";
      texts.push_back(everywhere ? number : binding.host_ip + ":" + number);
    }
    ports[port] = sorted_words(texts);
  }
  return ports;
}

std::string words(const engine_api::Strings& list) {
  return fmt::format("{}", fmt::join(list, " "));
}

std::string sorted_words(engine_api::Strings list) {
  std::ranges::sort(list);
  return words(list);
}

std::string health_text(const engine_api::HealthConfig& health) {
  std::string text = words(health.test);
  const auto add = [&](std::string_view name, Nanoseconds duration) {
    if (duration.count() != 0) text += fmt::format(" {}={}", name, format_duration(duration));
  };
  add("interval", health.interval);
  add("timeout", health.timeout);
  add("start_period", health.start_period);
  if (health.retries != 0) text += fmt::format(" retries={}", health.retries);
  return text;
}

}  // namespace berth::plan::diff
