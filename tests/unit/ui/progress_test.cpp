#include <doctest/doctest.h>

#include "base/text.hpp"
#include "ui/progress_display.hpp"
#include "ui/progress_lines.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;

namespace {

const Resource db{ResourceKind::container, "shop-db-1", "db"};
const Resource web{ResourceKind::container, "shop-web-1", "web"};
const Clock::time_point start{};

ui::FrameOptions plain(Clock::duration after) {
  return {.width = 60, .height = 0, .colour = false, .now = start + after};
}

}  // namespace

TEST_CASE("plain lines") {
  struct Case {
    Event event;
    std::string_view expected;
  };
  const Case cases[] = {
      {StepStarted{0, Action::start, db}, " Container shop-db-1 Starting\n"},
      {StepFinished{0, Action::wait_healthy, db, 1s, "after 1.2 s"}, " Container shop-db-1 Healthy after 1.2 s\n"},
      {StepFailed{0, Action::start, db, 1s, "port 5432 is taken", "", {}},
       " Container shop-db-1 Error port 5432 is taken\n"},
      {StepSkipped{1, Action::start, web, SkipReason::dependency_failed, db},
       " Container shop-web-1 not done: shop-db-1 failed\n"},
      {StepProgress{0, Action::pull, db, "abc", "Downloading", 1, 10}, ""},
      {StepProgress{0, Action::build, db, "", "Step 1/2 : FROM scratch\x1b[2J", 0, 0},
       " Container shop-db-1 Step 1/2 : FROM scratch\\x1b[2J\n"},
      {RunStarted{3}, ""},
      {HealthProbe{0, db, 1, false, false, 1s, ""}, ""},
  };
  for (const auto& c : cases) CHECK(ui::plain_line(c.event) == c.expected);
}

TEST_CASE("JSON lines") {
  CHECK(ui::json_line(StepProgress{0, Action::pull, db, "abc", "Downloading", 5, 10}, false) ==
        R"({"id":"abc","status":"Working","text":"Downloading","current":5,"total":10,"percent":50})"
        "\n");
  CHECK(ui::json_line(StepFinished{0, Action::create, db, 1s, ""}, true) ==
        R"({"dry-run":true,"id":"Container shop-db-1","status":"Done","text":"Created"})"
        "\n");
}

TEST_CASE("a frame shows each resource once with its newest state") {
  ui::ProgressDisplay display("up");
  display.apply(StepStarted{0, Action::create, db}, start);
  display.apply(StepFinished{0, Action::create, db, 300ms, ""}, start + 300ms);
  display.apply(StepStarted{1, Action::start, db}, start + 300ms);
  display.apply(StepStarted{2, Action::create, web}, start + 300ms);
  display.apply(StepFailed{2, Action::create, web, 100ms, "no such image", "", {}}, start + 400ms);
  CHECK(display.moving());
  const auto frame = display.frame(plain(1300ms));
  REQUIRE(frame.size() == 3);
  CHECK(frame[0] == "[+] up 0/2");
  CHECK(frame[1] == " ⠋ Container shop-db-1  Starting                        1.3s");
  CHECK(frame[2] == " ✘ Container shop-web-1  Failed no such image           0.1s");
  for (const auto& line : frame) CHECK(display_width(line) <= 60);
}

TEST_CASE("a low terminal leaves out what is done") {
  ui::ProgressDisplay display("up");
  for (int i = 0; i < 10; ++i) {
    const Resource r{ResourceKind::container, "c" + std::to_string(i), ""};
    display.apply(StepStarted{0, Action::start, r}, start);
    if (i < 8) display.apply(StepFinished{0, Action::start, r, 1s, ""}, start);
  }
  auto options = plain(1s);
  options.height = 8;
  const auto frame = display.frame(options);
  REQUIRE(frame.size() == 8);
  CHECK(frame[0] == "[+] up 8/10");
  CHECK(frame[7] == " … and 4 more done");
}

TEST_CASE("bytes of all layers are added up") {
  ui::ProgressDisplay display("pull");
  const Resource image{ResourceKind::image, "postgres:14", ""};
  display.apply(StepStarted{0, Action::pull, image}, start);
  display.apply(StepProgress{0, Action::pull, image, "a", "Downloading", 1'000'000, 2'000'000}, start);
  display.apply(StepProgress{0, Action::pull, image, "b", "Downloading", 500'000, 1'000'000}, start);
  CHECK(display.frame(plain(0s))[1].find("1.5MB / 3MB") != std::string::npos);
}

TEST_CASE("a failed probe is told where the waiting is") {
  ui::ProgressDisplay display("up");
  const Resource service{ResourceKind::service, "db", "db"};
  display.apply(StepFinished{0, Action::start, db, 1s, ""}, start);
  display.apply(StepStarted{1, Action::wait_healthy, service}, start);
  display.apply(HealthProbe{1, db, 3, false, false, 1s, "no"}, start);
  const auto frame = display.frame(plain(0s));
  REQUIRE(frame.size() == 3);
  CHECK(frame[1].find("probe") == std::string::npos);
  CHECK(frame[2].find("not healthy yet (probe 3)") != std::string::npos);
}
