#include "ui/failure_report.hpp"

#include <doctest/doctest.h>

using namespace berth;
using namespace berth::lifecycle;

namespace {
const Resource db{ResourceKind::container, "shop-db-1", "db"};
const Resource web{ResourceKind::container, "shop-web-1", "web"};
}  // namespace

TEST_CASE("a failure says what, why, what was left and what to do") {
  StepFailed failed{3, Action::wait_healthy, db, Nanoseconds{0}, "exited (1) before it was healthy", "see its log", {}};
  failed.container = ContainerFailure{"shop-db-1", 1, true, "oops", "no\nresponse\n", {"FATAL: \x1b[2Jdisk full"}};
  const std::vector<StepSkipped> skipped{{4, Action::start, web, SkipReason::dependency_failed, db},
                                         {5, Action::wait_healthy, web, SkipReason::dependency_failed, web}};
  CHECK(ui::failure_report({failed}, skipped, false) ==
        "berth: error: Container shop-db-1: exited (1) before it was healthy\n"
        "  exit code: 1 (out of memory)\n"
        "  engine: oops\n"
        "  last health check:\n"
        "    | no\n"
        "    | response\n"
        "  last output:\n"
        "    | FATAL: \\x1b[2Jdisk full\n"
        "  hint: see its log\n"
        "  not done because of it: shop-web-1\n");
}

TEST_CASE("nothing failed, nothing said") {
  CHECK(ui::failure_report({}, {}, false).empty());
}
