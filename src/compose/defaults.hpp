// Values that the language fills in by itself.
#pragma once

#include "compose/environment.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// build.context, ports protocol and mode, targets of secrets, count of devices, bind.create_host_path.
void set_defaults(yaml::Node& model);

/// `KEY` items of an environment list, the values of secrets and configs that come from variables.
void resolve_variables(yaml::Node& model, const Environment& environment);

/// The key below a secret in the tree that holds its variable's value; never printed.
constexpr const char* secret_value_key = "x-#value";

}  // namespace berth::compose
