#include "lifecycle/container_owner.hpp"

#include <doctest/doctest.h>

namespace berth::lifecycle {

TEST_CASE("the numbers of a container's user") {
  constexpr auto passwd = "root:x:0:0:root:/root:/bin/sh\napp:x:1000:50:App:/app:/bin/sh\nbroken\n7:x:9:9::/:/bin/sh\n";
  constexpr auto group = "root:x:0:\nstaff:x:50:app\nwheel:x:10:\n";
  struct Case {
    const char* user;
    std::int64_t uid;
    std::int64_t gid;
  };
  const Case cases[] = {
      {"", 0, 0},
      {"app", 1000, 50},
      {"1000", 1000, 50},
      {"1234", 1234, 0},
      {"7", 7, 0},
      {"app:wheel", 1000, 10},
      {"app:77", 1000, 77},
      {"1000:1000", 1000, 1000},
      {"nobody-knows", 0, 0},
      {"app:nobody-knows", 1000, 0},
  };
  for (const auto& each : cases) {
    CAPTURE(each.user);
    const auto owner = find_owner(each.user, passwd, group);
    CHECK(owner.uid == each.uid);
    CHECK(owner.gid == each.gid);
  }
}

}  // namespace berth::lifecycle
