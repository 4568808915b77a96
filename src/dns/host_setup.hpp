// How this host's resolver comes to ask the name server: which files say so, and how to undo it. Pure: text to text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::dns {

enum class SetupKind : std::uint8_t {
  resolved,         ///< systemd-resolved: a drop-in
  network_manager,  ///< NetworkManager with dnsmasq: a snippet
  dnsmasq,          ///< dnsmasq as a service: a snippet
  resolv_conf,      ///< /etc/resolv.conf, which knows no ports and no suffixes
  macos,            ///< /etc/resolver
};

/// "resolved", "networkmanager", "dnsmasq", "resolv.conf", "macos", in that order.
std::vector<std::string_view> setup_kinds();
std::optional<SetupKind> parse_setup_kind(std::string_view word);
std::string_view word_for(SetupKind kind);

/// The content of a file, or of a folder the empty string; none: there is no such thing.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// What this host seems to resolve names with.
SetupKind detect_setup(const ReadFile& read);

struct NameServerPlace {
  std::string address = "127.0.0.1";
  std::uint16_t port = 5354;
  std::string suffix = "berth.test";
};

struct FileChange {
  std::string path;
  std::optional<std::string> before;  ///< none: it is not there
  std::optional<std::string> after;   ///< none: it is removed
  bool folder = false;                ///< makes its folder, or removes it when nothing else is in it
};

struct SetupPlan {
  std::vector<FileChange> changes;             ///< none: it is as it shall be
  std::vector<std::vector<std::string>> then;  ///< commands by which the resolver learns of it
};

/// Problem: a file that is not ours stands in the way, or the kind cannot do it.
Result<SetupPlan> plan_install(SetupKind kind, const NameServerPlace& place, const ReadFile& read);
/// Of all kinds. What others have written meanwhile stays.
SetupPlan plan_uninstall(const std::string& suffix, const ReadFile& read);

/// The changes with + and - before their lines, and the commands.
std::string describe(const SetupPlan& plan);

}  // namespace berth::dns
