// As much of JSON schema as `config --schema` uses, to try what it says.
#pragma once

#include <string>

#include "yaml/node.hpp"

namespace berth::test {

/// The first thing that the schema has against the value, with its place; "" for nothing. Throws std::logic_error for a
/// word that it does not know.
std::string check(const yaml::Node& schema, const yaml::Node& value, const std::string& place = "");

}  // namespace berth::test
