#include "engine_api/stats.hpp"

#include <doctest/doctest.h>

#include "engine_api/codec.hpp"

using namespace berth::engine_api;

TEST_CASE("a sample of Docker on control groups of version 1") {
  const auto stats = decode_stats(R"({
    "read":"2026-11-26T01:59:22.596812984Z","name":"/shop-web-1","id":"feeb","pids_stats":{"current":3},
    "blkio_stats":{"io_service_bytes_recursive":[{"major":8,"minor":0,"op":"Read","value":100},
      {"major":8,"minor":0,"op":"Write","value":50},{"major":8,"minor":16,"op":"read","value":7},{"op":"Total","value":157}]},
    "cpu_stats":{"cpu_usage":{"total_usage":3000,"percpu_usage":[1,2]},"system_cpu_usage":20000,"online_cpus":2},
    "precpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":10000},
    "memory_stats":{"usage":1000,"limit":3200,"stats":{"total_inactive_file":200,"inactive_file":100}},
    "networks":{"eth0":{"rx_bytes":10,"tx_bytes":1},"eth1":{"rx_bytes":5,"tx_bytes":2}}})");
  CHECK(stats.id == "feeb");
  CHECK(stats.name == "shop-web-1");
  CHECK(stats.read.has_value());
  CHECK(stats.cpu_percent() == doctest::Approx(40));
  CHECK(stats.memory == 800);
  CHECK(stats.memory_percent() == doctest::Approx(25));
  CHECK(stats.received == 15);
  CHECK(stats.sent == 3);
  CHECK(stats.read_from_disk == 107);
  CHECK(stats.written_to_disk == 50);
  CHECK(stats.processes == 3);
}

TEST_CASE("what else engines send") {
  CHECK(decode_stats(R"({"memory_stats":{"usage":10,"limit":100,"stats":{"inactive_file":4}}})").memory == 6);
  CHECK(decode_stats(R"({"memory_stats":{"usage":10,"limit":100,"stats":{"inactive_file":40}}})").memory == 10);
  CHECK(decode_stats(R"({"Id":"podman","networks":null})").id == "podman");
  CHECK(decode_stats(R"({"cpu_stats":{"cpu_usage":{"percpu_usage":[1,2,3]}}})").cpus == 3);
  const auto stopped = decode_stats(R"({"read":"0001-01-01T00:00:00Z","name":"/x","cpu_stats":{},"memory_stats":{}})");
  CHECK_FALSE(stopped.read.has_value());
  CHECK(stopped.cpu_percent() == 0);
  CHECK(stopped.memory_percent() == 0);
  CHECK_THROWS_AS(decode_stats("[]"), DecodeError);
  CHECK_THROWS_AS(decode_stats("{\"name\":1}"), DecodeError);
}

TEST_CASE("exec events keep their command apart from the action") {
  const auto event =
      decode_event(R"({"Type":"container","Action":"exec_create: sh -c ls","Actor":{"ID":"a"},"timeNano":1})");
  CHECK(event.action == "exec_create");
  CHECK(event.detail == "sh -c ls");
  CHECK(decode_event(R"({"Type":"container","Action":"exec_die","Actor":{"ID":"a"},"timeNano":1})").detail.empty());
}
