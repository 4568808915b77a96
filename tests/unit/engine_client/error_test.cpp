#include "engine_client/error.hpp"

#include <doctest/doctest.h>

using namespace berth::engine;

TEST_CASE("what a refusal means, in the words of both engines") {
  struct Case {
    int status;
    std::string message;
    ErrorKind kind;
  };
  const Case cases[] = {
      {400, "invalid reference format", ErrorKind::bad_request},
      {401, "unauthorized", ErrorKind::denied},
      {403, "authorization denied by plugin", ErrorKind::denied},
      {403, "error while removing network: network n id 1 has active endpoints", ErrorKind::conflict},
      {403, "Pool overlaps with other one on this address space", ErrorKind::conflict},
      {404, "No such container: x", ErrorKind::not_found},
      {409, "Conflict. The container name \"/x\" is already in use", ErrorKind::conflict},
      {500, "no container with name or ID \"x\" found: no such container", ErrorKind::not_found},
      {500, "the container name \"x\" is already in use by 12: that name is already in use", ErrorKind::conflict},
      {500, "network name n already used: network already exists", ErrorKind::conflict},
      {500, "\"n\" has associated containers with it. Use -f to forcibly delete: network is being used",
       ErrorKind::conflict},
      {500, "cannot remove container 1 as it is running: container state improper", ErrorKind::conflict},
      {500, "can only kill running containers. 1 is in state exited: container state improper", ErrorKind::conflict},
      {500, "UNIQUE constraint failed: ContainerConfig.Name", ErrorKind::conflict},
      {500, "crun: executable file `/x` not found in $PATH: No such file or directory", ErrorKind::failed},
      {500, "listen tcp4 127.0.0.1:80: bind: address already in use", ErrorKind::failed},
      {500, "Get \"https://r/v2/\": dial tcp: lookup r: no such host", ErrorKind::failed},
      {503, "", ErrorKind::unavailable},
      {500, "", ErrorKind::failed},
  };
  for (const auto& c : cases) {
    CAPTURE(c.message);
    CHECK(to_string(classify(c.status, c.message)) == to_string(c.kind));
  }
}

TEST_CASE("the sentence of an error") {
  using Details = EngineError::Details;
  CHECK(std::string(EngineError(Details{ErrorKind::conflict, "POST /x", 409, "taken"}).what()) ==
        "POST /x: taken (status 409)");
  CHECK(std::string(EngineError(Details{ErrorKind::failed, "POST /x", 500, ""}).what()) ==
        "POST /x: the engine answers with status 500");
  CHECK(std::string(EngineError(Details{ErrorKind::timeout, "POST /x", 0, "late"}).what()) == "POST /x: late");
  CHECK(std::string(EngineError(Details{ErrorKind::unavailable, "", 0, "none"}).what()) == "none");
}

TEST_CASE("advice") {
  CHECK(advice_on("container create: container-init binary not found on the host").find("catatonit") !=
        std::string::npos);
  CHECK(advice_on("Bind for 127.0.0.1:80 failed: port is already allocated").find("ports:") != std::string::npos);
  CHECK(advice_on("anything else").empty());
}
