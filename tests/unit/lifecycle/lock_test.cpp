#include "lifecycle/lock.hpp"

#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "lifecycle/task_group.hpp"
#include "lifecycle/wakeup.hpp"
#include "unit/lifecycle/run_task.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace berth::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "berth-lock-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

const LockName shop{"shop", "unix:///engine.sock"};

}  // namespace

TEST_CASE("a second command waits for the first, saying for whom") {
  Folder folder;
  boost::asio::io_context loop;
  std::vector<std::string> told;
  ProjectLock first;
  run_task(loop, [&]() -> awaitable<void> {
    first = co_await lock_project(shop, {folder.path / "deeper", "berth up -d", true}, {});
    const auto executor = loop.get_executor();
    co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
      tasks.spawn([](auto& path, auto& said) -> awaitable<void> {
        const auto second = co_await lock_project(shop, {path / "deeper", "berth down", true},
                                                  [&](const std::optional<LockHolder>& holder) {
                                                    REQUIRE(holder);
                                                    CHECK(holder->pid == ::getpid());
                                                    said.push_back(holder->command);
                                                  });
        CHECK(second.held());
        said.emplace_back("locked");
      }(folder.path, told));
      Wakeup clock(executor);
      co_await clock.wait(Clock::now() + 30ms);
      CHECK(told == std::vector<std::string>{"berth up -d"});
      first = ProjectLock{};
      co_await tasks.join();
    });
  });
  CHECK(told == std::vector<std::string>{"berth up -d", "locked"});
}

TEST_CASE("without waiting a taken lock is an error that names the holder") {
  Folder folder;
  boost::asio::io_context loop;
  run_task(loop, [&]() -> awaitable<void> {
    const auto first = co_await lock_project(shop, {folder.path, "berth up", true}, {});
    CHECK_THROWS_WITH_AS(co_await lock_project(shop, {folder.path, "berth down", false}, {}),
                         doctest::Contains("being changed by `berth up` (pid "), Error);
  });
}

TEST_CASE("other projects and other engines are not concerned") {
  Folder folder;
  boost::asio::io_context loop;
  run_task(loop, [&]() -> awaitable<void> {
    const auto first = co_await lock_project(shop, {folder.path, "berth up", true}, {});
    const auto other_project = co_await lock_project({"blog", shop.engine}, {folder.path, "", false}, {});
    const auto other_engine = co_await lock_project({"shop", "tcp://lab:2375"}, {folder.path, "", false}, {});
    CHECK(other_project.held());
    CHECK(other_engine.held());
  });
}

TEST_CASE("a wait can be cancelled") {
  Folder folder;
  boost::asio::io_context loop;
  run_task(loop, [&]() -> awaitable<void> {
    const auto first = co_await lock_project(shop, {folder.path, "berth up", true}, {});
    const auto executor = loop.get_executor();
    co_await with_tasks([&](TaskGroup& tasks) -> awaitable<void> {
      tasks.spawn([](auto& path) -> awaitable<void> {
        co_await lock_project(shop, {path, "berth down", true}, {});
        FAIL("the lock is taken");
      }(folder.path));
      Wakeup clock(executor);
      co_await clock.wait(Clock::now() + 10ms);
    });
  });
}

TEST_CASE("where locks lie") {
  CHECK(lock_folder("/run/user/1000", "/state", "/home/me") == "/run/user/1000/berth");
  CHECK(lock_folder("", "/state", "/home/me") == "/state/berth");
  CHECK(lock_folder("", "", "/home/me") == "/home/me/.local/state/berth");
  CHECK_THROWS_AS(lock_folder("", "", ""), Error);
}

TEST_CASE("a folder that cannot be written") {
  boost::asio::io_context loop;
  CHECK_THROWS_WITH_AS(run_task(loop,
                                []() -> awaitable<void> {
                                  co_await lock_project(shop, {"/proc/nowhere", "berth up", true}, {});
                                }),
                       doctest::Contains("cannot make /proc/nowhere"), Error);
}
