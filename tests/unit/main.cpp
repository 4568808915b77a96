#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "unit/tests_folder.hpp"

std::string berth::test::tests_folder() {
  return BERTH_TESTS_DIR;
}
