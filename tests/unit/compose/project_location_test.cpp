#include "compose/project_location.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "unit/compose/memory_file_system.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

using Files = std::map<std::string, std::string>;

struct Located {
  ProjectLocation location;
  Diagnostics diagnostics;
};

Located locate(Files disk_files, const ProjectOptions& options = {}, std::vector<std::string> process = {},
               const std::string& working_directory = "/proj") {
  const MemoryFileSystem disk(std::move(disk_files), working_directory);
  SourceFiles sources;
  Budget budget;
  Located located;
  located.location =
      locate_project(options, Environment::from_process(process), {disk, sources, located.diagnostics, budget});
  return located;
}

std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : " ") + part;
  return all;
}

}  // namespace

TEST_CASE("which files are read") {
  struct Case {
    std::string name;
    Files disk;
    ProjectOptions options;
    std::vector<std::string> process;
    std::string working_directory;
    std::string files;
    std::string directory;
  };
  const Case cases[] = {
      {"found", {{"/proj/compose.yaml", ""}}, {}, {}, "/proj", "/proj/compose.yaml", "/proj"},
      {"preferred",
       {{"/proj/compose.yml", ""}, {"/proj/docker-compose.yml", ""}},
       {},
       {},
       "/proj",
       "/proj/compose.yml",
       "/proj"},
      {"override",
       {{"/proj/compose.yaml", ""}, {"/proj/compose.override.yaml", ""}, {"/proj/compose.override.yml", ""}},
       {},
       {},
       "/proj",
       "/proj/compose.yaml /proj/compose.override.yml",
       "/proj"},
      {"parent", {{"/proj/compose.yaml", ""}, {"/proj/a/b/x", ""}}, {}, {}, "/proj/a/b", "/proj/compose.yaml", "/proj"},
      {"flag",
       {{"/proj/sub/a.yaml", ""}, {"/proj/b.yaml", ""}},
       {.files = {"sub/a.yaml", "b.yaml"}},
       {},
       "/proj",
       "/proj/sub/a.yaml /proj/b.yaml",
       "/proj/sub"},
      {"flag has no override",
       {{"/proj/compose.yaml", ""}, {"/proj/compose.override.yaml", ""}},
       {.files = {"compose.yaml"}},
       {},
       "/proj",
       "/proj/compose.yaml",
       "/proj"},
      {"standard input", {}, {.files = {"-"}}, {}, "/proj", "-", "/proj"},
      {"project directory",
       {{"/proj/a.yaml", ""}},
       {.files = {"a.yaml"}, .project_directory = "other"},
       {},
       "/proj",
       "/proj/a.yaml",
       "/proj/other"},
      {"directory alone",
       {{"/proj/sub/compose.yaml", ""}},
       {.project_directory = "sub"},
       {},
       "/proj",
       "/proj/sub/compose.yaml",
       "/proj/sub"},
      {"variable",
       {{"/proj/1.yaml", ""}, {"/proj/2.yaml", ""}},
       {},
       {"COMPOSE_FILE=1.yaml:2.yaml"},
       "/proj",
       "/proj/1.yaml /proj/2.yaml",
       "/proj"},
      {"separator",
       {{"/proj/1.yaml", ""}, {"/proj/2.yaml", ""}},
       {},
       {"COMPOSE_FILE=1.yaml;2.yaml", "COMPOSE_PATH_SEPARATOR=;"},
       "/proj",
       "/proj/1.yaml /proj/2.yaml",
       "/proj"},
      {"variable in .env",
       {{"/proj/1.yaml", ""}, {"/proj/.env", "COMPOSE_FILE=1.yaml\n"}},
       {},
       {},
       "/proj",
       "/proj/1.yaml",
       "/proj"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto located = locate(c.disk, c.options, c.process, c.working_directory).location;
    CHECK(join(located.files) == c.files);
    CHECK(located.directory == c.directory);
  }
}

TEST_CASE("several candidates are told") {
  const auto located = locate({{"/proj/compose.yaml", ""}, {"/proj/docker-compose.yml", ""}});
  REQUIRE(located.diagnostics.all().size() == 1);
  CHECK(located.diagnostics.all()[0].message ==
        "there are several compose files: compose.yaml and docker-compose.yml; using compose.yaml");
}

TEST_CASE("variables: the process over --env-file over .env") {
  const Files disk{{"/proj/compose.yaml", ""}, {"/proj/.env", "V=dot\nW=dot\n"}, {"/proj/x.env", "V=x\nW=x\n"},
                   {"/proj/y.env", "V=y$V\n"}, {"/proj/sub/a.yaml", ""},         {"/proj/sub/.env", "V=sub\n"}};
  struct Case {
    std::string name;
    ProjectOptions options;
    std::vector<std::string> process;
    std::string v, w;
  };
  const Case cases[] = {
      {".env", {}, {}, "dot", "dot"},
      {"process", {}, {"V=sh"}, "sh", "dot"},
      {"env files", {.env_files = {"x.env", "y.env"}}, {}, "yx", "x"},
      {"env files of the process", {}, {"COMPOSE_ENV_FILES=x.env"}, "x", "x"},
      {"of the file's directory", {.files = {"sub/a.yaml"}}, {}, "sub", "-"},
      {"turned off", {}, {"COMPOSE_DISABLE_ENV_FILE=1"}, "-", "-"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto environment = locate(disk, c.options, c.process).location.environment;
    CHECK(environment.value("V").value_or("-") == c.v);
    CHECK(environment.value("W").value_or("-") == c.w);
  }
  const auto variable = locate(disk).location.environment.find("W");
  REQUIRE(variable.has_value());
  CHECK(variable->origin == "/proj/.env");
  CHECK(variable->span.begin.line == 2);
}

TEST_CASE("profiles and names") {
  const Files disk{{"/proj/compose.yaml", ""}};
  CHECK(join(locate(disk, {}, {"COMPOSE_PROFILES=a, b"}).location.profiles) == "a b");
  CHECK(join(locate(disk, {.profiles = {"c"}}, {"COMPOSE_PROFILES=a"}).location.profiles) == "c");
  const auto named = locate(disk, {.project_name = "me"}, {"COMPOSE_PROJECT_NAME=other"}).location;
  CHECK(named.name == "me");
  CHECK(named.environment.value("COMPOSE_PROJECT_NAME") == "me");
  CHECK(locate(disk, {}, {"COMPOSE_PROJECT_NAME=other"}).location.name == "other");
  const auto unnamed = locate(disk).location;
  CHECK(unnamed.name.empty());
  CHECK(project_name(unnamed, std::nullopt).value() == "proj");
  CHECK(project_name(unnamed, "My Proj").value() == "myproj");
  CHECK_FALSE(project_name(unnamed, "é").has_value());
  CHECK(project_name(named, "ignored").value() == "me");
  CHECK(normalize_project_name("-_Lead 5.x") == "lead5x");
  CHECK(is_project_name("a_b-1"));
  CHECK_FALSE(is_project_name("A"));
}

TEST_CASE("what cannot be located is an error that says what to do") {
  CHECK_THROWS_WITH_AS(locate({}), "no compose file in /proj or above it", Error);
  CHECK_THROWS_WITH_AS(locate({}, {.files = {"x.yaml"}}), "there is no compose file /proj/x.yaml", Error);
  CHECK_THROWS_WITH_AS(locate({{"/proj/d/compose.yaml", ""}}, {.files = {"d"}}), "/proj/d is a directory", Error);
  CHECK_THROWS_WITH_AS(locate({{"/proj/compose.yaml", ""}}, {.project_name = "Bad Name"}),
                       "the project name \"Bad Name\" is not valid", Error);
  const auto missing = locate({{"/proj/compose.yaml", ""}}, {.env_files = {"no.env"}});
  REQUIRE(missing.diagnostics.has_errors());
  CHECK(missing.diagnostics.all()[0].code == Code("env-file-missing"));
}
