// Telling what is wrong with a value of the model.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// What the value came over: "merged over compose.yaml:13:9", the nearest first. Only traced values know.
std::vector<Note> notes_of(const yaml::Node& value);

/// An error about `value`, with its notes. The value counts as broken from then on, so that no later stage tells what
/// only follows from it.
void refuse(yaml::Node& value, Code code, std::string path, std::string message, std::string hint,
            Diagnostics& diagnostics);

/// The same for a value that may not be changed: nobody looks at it later.
void report(const yaml::Node& value, Code code, std::string path, std::string message, std::string hint,
            Diagnostics& diagnostics);

}  // namespace berth::compose
