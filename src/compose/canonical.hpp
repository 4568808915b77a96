// Short forms rewritten as long ones, so that everything behind knows one form only.
#pragma once

#include "base/budget.hpp"
#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

struct CanonicalOptions {
  bool keep_unreadable = false;  ///< texts with variables (--no-interpolate) stay as they are instead of being errors
};

/// Takes from the budget what the ranges of ports in all services will become, before they do. Throws LimitReached.
void charge_port_ranges(const yaml::Node& tree, Budget& budget);

/// Applies the `canonical` column of the table to the whole tree. Codes: invalid-port, invalid-mount, invalid-device,
/// invalid-value, external-name.
void make_canonical(yaml::Node& tree, const CanonicalOptions& options, Diagnostics& diagnostics);

/// {a: null, b: null} for [a, b]; anything else stays.
void names_to_mapping(yaml::Node& node);
/// {a: {condition: service_started, required: true}} for [a]; anything else stays.
void names_to_dependencies(yaml::Node& node);
/// {context: text} for text; anything else stays.
void build_to_mapping(yaml::Node& node);

}  // namespace berth::compose
