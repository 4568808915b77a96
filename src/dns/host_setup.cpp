#include "dns/host_setup.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace berth::dns {
namespace {

constexpr std::string_view ours = "# Written by \"berth dns install\"; \"berth dns uninstall\" removes it.\n";
constexpr std::string_view with_folder = "# Its folder was made for it.\n";
constexpr std::string_view block_begin = "# berth dns install: begin\n";
constexpr std::string_view block_end = "# berth dns install: end\n";
constexpr auto resolv_conf = "/etc/resolv.conf";

constexpr std::array<std::pair<SetupKind, std::string_view>, 5> words{{{SetupKind::resolved, "resolved"},
                                                                       {SetupKind::network_manager, "networkmanager"},
                                                                       {SetupKind::dnsmasq, "dnsmasq"},
                                                                       {SetupKind::resolv_conf, "resolv.conf"},
                                                                       {SetupKind::macos, "macos"}}};

using Command = std::vector<std::string>;

/// Files that are wholly ours, and what makes the resolver read them.
struct Snippet {
  SetupKind kind;
  std::string path;
  Command then;
};

std::vector<Snippet> snippets() {
  return {
      {SetupKind::resolved, "/etc/systemd/resolved.conf.d/berth.conf", {"systemctl", "restart", "systemd-resolved"}},
      {SetupKind::network_manager,
       "/etc/NetworkManager/dnsmasq.d/berth.conf",
       {"systemctl", "restart", "NetworkManager"}},
      {SetupKind::dnsmasq, "/etc/dnsmasq.d/berth.conf", {"systemctl", "restart", "dnsmasq"}}};
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::string text_of(SetupKind kind, const NameServerPlace& place) {
  switch (kind) {
    case SetupKind::resolved:
      return fmt::format("[Resolve]\nDNS={}:{}\nDomains=~{}\n",
                         place.address.find(':') == std::string::npos ? place.address : "[" + place.address + "]",
                         place.port, place.suffix);
    case SetupKind::network_manager:
    case SetupKind::dnsmasq: return fmt::format("server=/{}/{}#{}\n", place.suffix, place.address, place.port);
    case SetupKind::macos: return fmt::format("nameserver {}\nport {}\n", place.address, place.port);
    case SetupKind::resolv_conf: return fmt::format("nameserver {}\n", place.address);
  }
  return {};
}

/// The text without our block, which may be anywhere in it.
std::string without_block(const std::string& text) {
  const auto begin = text.find(block_begin);
  const auto end = text.find(block_end, begin == std::string::npos ? 0 : begin);
  if (begin == std::string::npos || end == std::string::npos) return text;
  return text.substr(0, begin) + text.substr(end + block_end.size());
}

bool is_ours(const std::string& text) {
  return text.starts_with(ours);
}

Result<SetupPlan> install_snippet(const std::string& path, const std::string& text, const ReadFile& read) {
  FileChange change{.path = path, .before = read(path), .after = std::string(ours)};
  if (change.before && !is_ours(*change.before)) {
    return Problem{fmt::format("{} is there already, and not from berth dns install", path),
                   "move it away, or choose another way with --with"};
  }
  const bool made_before = change.before && change.before->find(with_folder) != std::string::npos;
  change.folder = !change.before && !read(folder_of(path));
  if (change.folder || made_before) *change.after += with_folder;
  *change.after += text;
  SetupPlan plan;
  if (change.before != change.after) plan.changes.push_back(std::move(change));
  return plan;
}

/// First, because resolvers ask the servers in their order: what ours refuses the next one is asked.
Result<SetupPlan> install_resolv_conf(const NameServerPlace& place, const ReadFile& read) {
  if (place.port != 53) {
    return Problem{"/etc/resolv.conf cannot name a port, so the name server has to be on port 53",
                   "start it as root: berth dns start --port 53, and give --port 53 here, too"};
  }
  const auto before = read(resolv_conf);
  auto after = std::string(block_begin) + text_of(SetupKind::resolv_conf, place) + std::string(block_end) +
               without_block(before.value_or(""));
  SetupPlan plan;
  if (before != after) plan.changes.push_back({.path = resolv_conf, .before = before, .after = std::move(after)});
  return plan;
}

bool mentions(const std::optional<std::string>& text, std::string_view what) {
  if (!text) return false;
  const auto lines = split(*text, '\n');
  return std::ranges::any_of(lines, [&](std::string_view line) {
    return !trim(line).starts_with('#') && line.find(what) != std::string_view::npos;
  });
}

}  // namespace

std::vector<std::string_view> setup_kinds() {
  std::vector<std::string_view> all;
  for (const auto& [kind, word] : words) all.push_back(word);
  return all;
}

std::optional<SetupKind> parse_setup_kind(std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<SetupKind, std::string_view>::second);
  return found == words.end() ? std::nullopt : std::optional(found->first);
}

std::string_view word_for(SetupKind kind) {
  return std::ranges::find(words, kind, &std::pair<SetupKind, std::string_view>::first)->second;
}

SetupKind detect_setup(const ReadFile& read) {
  if (read("/System/Library/CoreServices/SystemVersion.plist")) return SetupKind::macos;
  const auto servers = read(resolv_conf);
  if (mentions(servers, "127.0.0.53") || read("/run/systemd/resolve")) return SetupKind::resolved;
  if (mentions(read("/etc/NetworkManager/NetworkManager.conf"), "dns=dnsmasq") ||
      mentions(read("/etc/NetworkManager/conf.d/dns.conf"), "dns=dnsmasq")) {
    return SetupKind::network_manager;
  }
  if (read("/etc/dnsmasq.d") && mentions(servers, "nameserver 127.")) return SetupKind::dnsmasq;
  return SetupKind::resolv_conf;
}

Result<SetupPlan> plan_install(SetupKind kind, const NameServerPlace& place, const ReadFile& read) {
  if (kind == SetupKind::resolv_conf) return install_resolv_conf(place, read);
  if (kind == SetupKind::macos) return install_snippet("/etc/resolver/" + place.suffix, text_of(kind, place), read);
  for (const auto& snippet : snippets()) {
    if (snippet.kind != kind) continue;
    auto plan = install_snippet(snippet.path, text_of(kind, place), read);
    if (plan && !plan->changes.empty()) plan->then.push_back(snippet.then);
    return plan;
  }
  return Problem{.message = "there is no such way to set up names"};
}

SetupPlan plan_uninstall(const std::string& suffix, const ReadFile& read) {
  SetupPlan plan;
  auto all = snippets();
  all.push_back({SetupKind::macos, "/etc/resolver/" + suffix, {}});
  for (const auto& snippet : all) {
    const auto text = read(snippet.path);
    if (!text || !is_ours(*text)) continue;
    const bool folder = text->find(with_folder) != std::string::npos;
    plan.changes.push_back({.path = snippet.path, .before = text, .after = std::nullopt, .folder = folder});
    if (!snippet.then.empty()) plan.then.push_back(snippet.then);
  }
  const auto servers = read(resolv_conf);
  if (servers && without_block(*servers) != *servers) {
    auto rest = without_block(*servers);
    plan.changes.push_back({.path = resolv_conf, .before = servers, .after = std::move(rest)});
  }
  return plan;
}

std::string describe(const SetupPlan& plan) {
  std::string text;
  for (const auto& change : plan.changes) {
    const auto* what = change.before ? change.after ? "changed" : "removed" : "new";
    text += fmt::format("{} ({})\n", change.path, what);
    const auto before = change.before.value_or("");
    const auto after = change.after.value_or("");
    const auto old_lines = split(before, '\n');
    const auto new_lines = split(after, '\n');
    const auto show = [&](char mark, const auto& lines, const auto& others) {
      for (const auto line : lines) {
        if (!line.empty() && std::ranges::find(others, line) == others.end())
          text += fmt::format("  {} {}\n", mark, escape_terminal(line));
      }
    };
    show('-', old_lines, new_lines);
    show('+', new_lines, old_lines);
  }
  for (const auto& command : plan.then) text += fmt::format("run: {}\n", fmt::join(command, " "));
  return text;
}

}  // namespace berth::dns
