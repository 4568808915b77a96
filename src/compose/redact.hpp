// A project without the values that look secret, for showing it to others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/load.hpp"
#include "compose/value_path.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

/// The bound tree (or, with `path`, the value that the path leads to) with "(hidden)" in the place of
/// - values whose names are the user's own and look secret: environment, args, labels, options, x-…;
/// - text that gives a secret away under any name, such as a URL with a password;
/// - words of a command behind an option whose name looks secret;
/// - the content of configs;
/// - in a traced load, text that a variable went into whose name looks secret.
yaml::Node redacted(const yaml::Node& tree, const std::vector<PathStep>& path = {});

/// All that `config` prints of a traced load: trees and variables.
void redact(LoadResult& result);

/// A problem for those who asked for no secrets: what it quotes of a value whose name looks secret is hidden, and so
/// are passwords in it. Names of variables inside of such values and in environment files may be parts of them.
Diagnostic without_secrets(Diagnostic problem, const SourceFiles& files);

/// What of the text of a secret can be told before its variables are filled: `${NAME:-(hidden)}` for a text that is one
/// variable, otherwise nothing.
std::string without_secret(std::string_view text);

}  // namespace berth::compose
