#pragma once

#include <string>

namespace berth::test {

/// The folder tests/ of the checkout that the test was built from.
std::string tests_folder();

}  // namespace berth::test
