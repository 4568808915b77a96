// Files of a host's resolver: what install makes of them, and that uninstall undoes it.
#include "dns/host_setup.hpp"

#include <map>

#include <doctest/doctest.h>

using namespace berth::dns;

namespace {

using Files = std::map<std::string, std::string>;

/// A folder is there when something is in it, or when it is there itself.
ReadFile reader(const Files& files) {
  return [&files](const std::string& path) -> std::optional<std::string> {
    if (const auto file = files.find(path); file != files.end()) return file->second;
    for (const auto& [name, text] : files) {
      if (name.starts_with(path + "/")) return "";
    }
    return std::nullopt;
  };
}

void carry_out(const SetupPlan& plan, Files& files) {
  for (const auto& change : plan.changes) {
    if (change.after) {
      files[change.path] = *change.after;
    } else {
      files.erase(change.path);
    }
  }
}

}  // namespace

TEST_CASE("what a host resolves names with") {
  struct Case {
    const char* what;
    Files files;
    const char* expected;
  };
  const Case cases[] = {
      {"nothing", {}, "resolv.conf"},
      {"a server", {{"/etc/resolv.conf", "nameserver 192.0.2.1\n"}}, "resolv.conf"},
      {"the stub of resolved", {{"/etc/resolv.conf", "nameserver 127.0.0.53\n"}}, "resolved"},
      {"resolved beside another one", {{"/run/systemd/resolve/resolv.conf", ""}}, "resolved"},
      {"a remark about it", {{"/etc/resolv.conf", "# not 127.0.0.53\nnameserver 192.0.2.1\n"}}, "resolv.conf"},
      {"NetworkManager with dnsmasq",
       {{"/etc/NetworkManager/conf.d/dns.conf", "[main]\ndns=dnsmasq\n"}},
       "networkmanager"},
      {"NetworkManager alone", {{"/etc/NetworkManager/NetworkManager.conf", "[main]\n#dns=dnsmasq\n"}}, "resolv.conf"},
      {"dnsmasq", {{"/etc/dnsmasq.d/README", ""}, {"/etc/resolv.conf", "nameserver 127.0.0.1\n"}}, "dnsmasq"},
      {"dnsmasq that is not asked",
       {{"/etc/dnsmasq.d/README", ""}, {"/etc/resolv.conf", "nameserver 192.0.2.1\n"}},
       "resolv.conf"},
      {"macOS", {{"/System/Library/CoreServices/SystemVersion.plist", ""}}, "macos"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK(word_for(detect_setup(reader(c.files))) == c.expected);
  }
}

TEST_CASE("every way is done once and undone whole") {
  const Files before{{"/etc/resolv.conf", "nameserver 192.0.2.1\nsearch lan"}, {"/etc/dnsmasq.d/README", "x"}};
  for (const auto word : setup_kinds()) {
    CAPTURE(word);
    auto files = before;
    const NameServerPlace place{.address = "127.0.0.1", .port = 53, .suffix = "dev.test"};
    const auto kind = *parse_setup_kind(word);
    const auto plan = plan_install(kind, place, reader(files));
    REQUIRE(plan);
    REQUIRE(plan->changes.size() == 1);
    carry_out(*plan, files);
    CHECK(files != before);
    CHECK(plan_install(kind, place, reader(files))->changes.empty());
    CHECK(
        plan_install(kind, {.address = "127.0.0.2", .port = 53, .suffix = "dev.test"}, reader(files))->changes.size() ==
        1);
    carry_out(plan_uninstall("dev.test", reader(files)), files);
    CHECK(files == before);
    CHECK(plan_uninstall("dev.test", reader(files)).changes.empty());
  }
  CHECK_FALSE(parse_setup_kind("magic"));
}

TEST_CASE("what stands in the way") {
  const Files files{{"/etc/systemd/resolved.conf.d/berth.conf", "[Resolve]\n"}};
  CHECK_FALSE(plan_install(SetupKind::resolved, {}, reader(files)));
  CHECK_FALSE(plan_install(SetupKind::resolv_conf, {}, reader(files)));  // which knows no ports
  CHECK(plan_uninstall("berth.test", reader(files)).changes.empty());
}

TEST_CASE("what is going to be changed is shown") {
  Files files{{"/etc/resolv.conf", "nameserver 192.0.2.1\n"}};
  const auto plan =
      plan_install(SetupKind::resolved, {.address = "::1", .port = 5354, .suffix = "a.test"}, reader(files));
  REQUIRE(plan);
  CHECK(describe(*plan) ==
        "/etc/systemd/resolved.conf.d/berth.conf (new)\n"
        "  + # Written by \"berth dns install\"; \"berth dns uninstall\" removes it.\n"
        "  + # Its folder was made for it.\n"
        "  + [Resolve]\n"
        "  + DNS=[::1]:5354\n"
        "  + Domains=~a.test\n"
        "run: systemctl restart systemd-resolved\n");
  const auto other =
      plan_install(SetupKind::resolv_conf, {.address = "127.0.0.1", .port = 53, .suffix = "a.test"}, reader(files));
  CHECK(describe(*other) ==
        "/etc/resolv.conf (changed)\n"
        "  + # berth dns install: begin\n"
        "  + nameserver 127.0.0.1\n"
        "  + # berth dns install: end\n");
}
