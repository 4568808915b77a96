// Whatever stands at whatever place of a project: loading tells what is wrong and never fails itself.
#include "unit/compose/loaded.hpp"
#include "yaml/parse.hpp"

using namespace berth;
using namespace berth::compose;

namespace {

constexpr const char* sample = R"(
name: sample
x-berth: {silence: [public-port]}
services:
  web:
    image: i
    build: {context: ., args: {A: b}, additional_contexts: {x: "service:db"}, secrets: [{source: s}]}
    command: [run]
    environment: {A: b}
    env_file: [{path: a.env, required: false}]
    ports: [{target: 80, published: "8080"}, "81:81"]
    volumes: [{type: bind, source: ./x, target: /x, bind: {create_host_path: true}}, "data:/data"]
    depends_on: {db: {condition: service_healthy}}
    networks: {back: {aliases: [x]}}
    healthcheck: {test: ["CMD", "true"], interval: 5s}
    deploy: {resources: {limits: {memory: 1g}, reservations: {devices: [{capabilities: [gpu]}]}}}
    secrets: [{source: s, target: /t}]
    configs: [c]
    extra_hosts: ["a:1.2.3.4"]
    ulimits: {nofile: {soft: 1, hard: 2}}
    links: ["db:x"]
    volumes_from: [db]
    develop: {watch: [{path: ., action: rebuild}]}
    gpus: all
    logging: {driver: json-file}
    profiles: [p]
    labels: [a=b]
    post_start: [{command: [x]}]
    tmpfs: [/tmp]
    dns: [1.1.1.1]
  db:
    extends: {service: base}
  base: {image: i, network_mode: "service:other", expose: ["1"]}
  other: {image: i}
networks: {back: {driver: bridge, ipam: {config: [{subnet: 10.0.0.0/8}]}}}
volumes: {data: {driver: local, driver_opts: {o: bind, device: ./d}}}
secrets: {s: {environment: S}}
configs: {c: {content: x}}
include: [{path: more.yaml}]
)";

const char* const replacements[] = {"~",       "5",  "true",  "text", "\"${X:?}\"",
                                    "\"${X\"", "[]", "[[a]]", "{}",   "{a: {b: c}}"};

/// Every value of the tree, in a fixed order.
void collect(yaml::Node& node, std::vector<yaml::Node*>& all) {
  all.push_back(&node);
  if (node.is_mapping()) {
    for (auto& entry : node.mapping()) collect(entry.value, all);
  } else if (node.is_sequence()) {
    for (auto& item : node.sequence()) collect(item, all);
  }
}

yaml::Node parsed(const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  return yaml::parse(files.add("f", text), files, {}, diagnostics).at(0);
}

LoadResult load_with(const std::string& text, const std::string& override_text) {
  LoadOptions options = with_files({"compose.yaml", "override.yaml"});
  options.project.profiles = {"*"};
  options.advise = true;
  return loaded({{"compose.yaml", text}, {"override.yaml", override_text}, {"more.yaml", "services: {m: {image: i}}"}},
                options);
}

}  // namespace

TEST_CASE("a value of any kind at any place of a project is told or taken") {
  constexpr std::size_t kinds = std::size(replacements);
  const auto original = parsed(sample);
  auto counted = original;
  std::vector<yaml::Node*> places;
  collect(counted, places);
  const auto check = [&](std::size_t place, std::size_t kind, bool in_override) {
    auto changed = original;
    std::vector<yaml::Node*> nodes;
    collect(changed, nodes);
    nodes[place]->assign(parsed(replacements[kind % kinds]).value());
    const auto text = yaml::emit_json(changed, 0);
    CAPTURE(text);
    const auto result = in_override ? load_with(sample, text) : load_with(text, "services: {}");
    CHECK(result.project.has_value() != result.diagnostics.has_errors());
  };
  // Every place meets some of the kinds, and every kind many places: all with all would take a minute.
  for (std::size_t place = 0; place < places.size(); ++place) {
    check(place, place, false);
    check(place, place * 7 + 3, place % 2 == 0);
  }
}
