#include "lifecycle/watch_rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lifecycle/file_sync.hpp"
#include "lifecycle/quiet_time.hpp"

namespace berth::lifecycle {
namespace {

using Strings = std::vector<std::string>;

compose::Service service_of(std::vector<compose::WatchTrigger> triggers) {
  compose::Service service;
  service.name = "web";
  service.watch = std::move(triggers);
  return service;
}

/// "rebuild web", "sync web /src/a -> /app a", …
Strings words_of(const WatchActions& actions) {
  Strings out;
  for (const auto& service : actions.rebuild) out.push_back("rebuild " + service);
  for (const auto& [service, files] : actions.sync) {
    for (const auto& file : files)
      out.push_back(fmt::format("{} {} -> {}", file.gone ? "remove" : "send", service, target_of(file)));
  }
  for (const auto& service : actions.restart) out.push_back("restart " + service);
  for (const auto& [service, trigger] : actions.exec) out.push_back(fmt::format("exec {} {}", service, trigger));
  return out;
}

TEST_CASE("what a change does is what the triggers of the path say") {
  struct Case {
    const char* name;
    compose::WatchTrigger trigger;
    FileChange change;
    Strings expected;
  };
  const Case cases[] = {
      {"sync", {.path = "/p/src", .action = "sync", .target = "/app"}, {"/p/src/a/b.js"}, {"send web -> /app/a/b.js"}},
      {"deletion",
       {.path = "/p/src", .action = "sync", .target = "/app"},
       {"/p/src/a", true},
       {"remove web -> /app/a"}},
      {"the root", {.path = "/", .action = "sync", .target = "/host"}, {"/etc/x"}, {"send web -> /host/etc/x"}},
      {"into the root", {.path = "/p", .action = "sync", .target = "/"}, {"/p/x"}, {"send web -> /x"}},
      {"one file",
       {.path = "/p/conf", .action = "sync", .target = "/etc/app.conf"},
       {"/p/conf"},
       {"send web -> /etc/app.conf"}},
      {"one file at the top",
       {.path = "/p/conf", .action = "sync", .target = "/app.conf"},
       {"/p/conf"},
       {"send web -> /app.conf"}},
      {"a target without a slash before it",
       {.path = "/p/src", .action = "sync", .target = "app/"},
       {"/p/src/x"},
       {"send web -> /app/x"}},
      {"the watched folder itself is not sent",
       {.path = "/p/src", .action = "sync", .target = "/app"},
       {"/p/src", true, true},
       {}},
      {"a neighbour whose name begins alike",
       {.path = "/p/src", .action = "sync", .target = "/app"},
       {"/p/src2/x"},
       {}},
      {"rebuild", {.path = "/p", .action = "rebuild"}, {"/p/pom.xml"}, {"rebuild web"}},
      {"restart", {.path = "/p", .action = "restart"}, {"/p/x"}, {"restart web"}},
      {"sync+restart",
       {.path = "/p", .action = "sync+restart", .target = "/t"},
       {"/p/x"},
       {"send web -> /t/x", "restart web"}},
      {"sync+exec",
       {.path = "/p", .action = "sync+exec", .target = "/t"},
       {"/p/x"},
       {"send web -> /t/x", "exec web 0"}},
      {"ignored", {.path = "/p", .action = "rebuild", .ignore = {"node_modules/"}}, {"/p/node_modules/a/b"}, {}},
      {"ignored only at the top",
       {.path = "/p", .action = "rebuild", .ignore = {"*.log"}},
       {"/p/a/x.log"},
       {"rebuild web"}},
      {"ignored anywhere", {.path = "/p", .action = "rebuild", .ignore = {"**/*.log"}}, {"/p/a/x.log"}, {}},
      {"an exception to what is ignored",
       {.path = "/p", .action = "rebuild", .ignore = {"*.log", "!keep.log"}},
       {"/p/keep.log"},
       {"rebuild web"}},
      {"a pattern that begins like a comment", {.path = "/p", .action = "rebuild", .ignore = {"#x"}}, {"/p/#x"}, {}},
      {"included", {.path = "/p", .action = "rebuild", .include = {"**/*.java"}}, {"/p/a/X.java"}, {"rebuild web"}},
      {"not included", {.path = "/p", .action = "rebuild", .include = {"**/*.java"}}, {"/p/a/x.txt"}, {}},
      {"a folder included with all below it",
       {.path = "/p", .action = "rebuild", .include = {"src"}},
       {"/p/src/a/b"},
       {"rebuild web"}},
      {"included and ignored",
       {.path = "/p", .action = "rebuild", .include = {"src"}, .ignore = {"src/gen"}},
       {"/p/src/gen/b"},
       {}},
      {"vim", {.path = "/p", .action = "rebuild"}, {"/p/a/.x.java.swp"}, {}},
      {"vim's trial", {.path = "/p", .action = "rebuild"}, {"/p/4913"}, {}},
      {"backups", {.path = "/p", .action = "rebuild"}, {"/p/x.java~"}, {}},
      {"emacs", {.path = "/p", .action = "rebuild"}, {"/p/.#x.java"}, {}},
      {"JetBrains", {.path = "/p", .action = "rebuild"}, {"/p/x.java___jb_tmp___"}, {}},
      {"history", {.path = "/p", .action = "rebuild"}, {"/p/.git/index"}, {}},
      {"names above the watched folder do not count",
       {.path = "/home/x~/p", .action = "rebuild"},
       {"/home/x~/p/a"},
       {"rebuild web"}},
  };
  for (const auto& each : cases) {
    CAPTURE(each.name);
    WatchRules rules;
    rules.add(service_of({each.trigger}), std::nullopt);
    CHECK(words_of(rules.actions(std::span(&each.change, 1))) == each.expected);
    CHECK(rules.concerns(each.change.path, false) == (!each.expected.empty() || each.change.is_folder));
  }
}

TEST_CASE("what the build leaves out is left out of the watch") {
  WatchRules rules;
  ContextIgnore context{"/p/web", engine::IgnoreRules("target\n*.md\n", ".dockerignore")};
  rules.add(service_of({{.path = "/p", .action = "sync", .target = "/app"}}), context);
  const auto sent = [&](const std::string& path) {
    const FileChange change{path};
    return !rules.actions(std::span(&change, 1)).sync.empty();
  };
  CHECK(sent("/p/web/a"));
  CHECK_FALSE(sent("/p/web/target/x"));
  CHECK_FALSE(sent("/p/web/readme.md"));
  CHECK(sent("/p/readme.md"));  // outside of the context
}

TEST_CASE("folders of which nothing is wanted are not looked into") {
  WatchRules rules;
  rules.add(service_of({{.path = "/p/src", .action = "rebuild", .ignore = {"node_modules", "out", "!out/keep"}}}),
            std::nullopt);
  struct Case {
    const char* path;
    bool expected;
  };
  const Case cases[] = {
      {"/p", true},  // on the way
      {"/p/src", true},       {"/p/src/a", true},   {"/p/src/node_modules", false}, {"/p/src/node_modules/a", false},
      {"/p/src/.git", false}, {"/p/src/out", true},  // something in it is wanted
      {"/p/other", false},    {"/q", false},
  };
  for (const auto& each : cases) {
    CAPTURE(each.path);
    CHECK(rules.concerns(each.path, true) == each.expected);
  }
}

TEST_CASE("a batch is one action for each service") {
  WatchRules rules;
  rules.add(service_of({{.path = "/p/pom.xml", .action = "rebuild"},
                        {.path = "/p/src", .action = "sync+restart", .target = "/app"},
                        {.path = "/p/skipped", .action = "restart"}}),
            std::nullopt, {2});
  auto db = service_of({{.path = "/p/src", .action = "restart"}});
  db.name = "db";
  rules.add(db, std::nullopt);
  CHECK(rules.roots() == std::set<std::string>{"/p/pom.xml", "/p/src"});
  const std::vector<FileChange> changes{{"/p/pom.xml"}, {"/p/src/a"}, {"/p/src/b"}, {"/p/skipped/x"}};
  // What is rebuilt is started anew anyway.
  CHECK(words_of(rules.actions(changes)) ==
        Strings{"rebuild web", "send web -> /app/a", "send web -> /app/b", "restart db"});

  auto merged = rules.actions(std::span(changes).subspan(1, 1));
  merged.merge(rules.actions(std::span(changes).subspan(2, 1)));
  CHECK(words_of(merged) == Strings{"send web -> /app/a", "send web -> /app/b", "restart db", "restart web"});
  CHECK(merged.disturbs());
}

TEST_CASE("only triggers with initial_sync send what is there at the beginning") {
  WatchRules rules;
  rules.add(service_of({{.path = "/p/a", .action = "sync", .target = "/a", .ignore = {"no"}, .initial_sync = true},
                        {.path = "/p/b", .action = "sync", .target = "/b"},
                        {.path = "/p/c", .action = "rebuild", .initial_sync = true}}),
            std::nullopt);
  const std::vector<FileChange> present{{"/p/a", false, true}, {"/p/a/x"}, {"/p/a/no"}, {"/p/b/x"}, {"/p/c/x"}};
  const auto first = rules.first_sync(present);
  REQUIRE(first.size() == 1);
  CHECK(first.at("web") == std::vector<SyncedFile>{{"/p/a/x", "/a", "x", false, false}});
}

TEST_CASE("a pattern that is none is refused with its place") {
  WatchRules rules;
  try {
    rules.add(service_of({{.path = "/p", .action = "rebuild", .include = {"[a"}}}), std::nullopt);
    FAIL("was taken");
  } catch (const Error& error) {
    CHECK(error.where().find("services.web.develop.watch[0].include") == 0);
  }
}

TEST_CASE("below a removed folder nothing is removed by itself") {
  const std::vector<SyncedFile> files{
      {"/p/a", "/app", "a", true, true}, {"/p/a/x", "/app", "a/x", true},
      {"/p/ab", "/app", "ab", true},     {"/p/c", "/app", "c"},
      {"/p/b", "/", "b", true},
  };
  CHECK(removals(files) == Strings{"/app/a", "/app/ab", "/b"});
}

TEST_CASE("quiet time") {
  using namespace std::chrono_literals;
  QuietTime time(50ms, 500ms);
  const QuietTime::Clock::time_point start{};
  CHECK_FALSE(time.due());
  time.note(start);
  CHECK(time.due() == start + 50ms);
  time.note(start + 40ms);
  CHECK(time.due() == start + 90ms);
  CHECK_FALSE(time.is_due(start + 80ms));
  CHECK(time.is_due(start + 90ms));
  for (auto at = 40ms; at < 700ms; at += 40ms) time.note(start + at);
  CHECK(time.due() == start + 500ms);  // changes that never end
  time.clear();
  CHECK_FALSE(time.due());
}

}  // namespace
}  // namespace berth::lifecycle
