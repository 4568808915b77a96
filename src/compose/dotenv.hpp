// Environment files: `.env`, --env-file and a service's env_file (compose-spec "Env_file format").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/budget.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "compose/variable.hpp"

namespace berth::compose {

enum class EnvFileFormat {
  standard,  ///< quotes, escapes, comments, interpolation
  raw,       ///< `format: raw`: everything behind the first `=` up to the line's end is the value
};

struct EnvFileEntry {
  std::string key;
  std::string value;
  Span span;  ///< of the key
};

/// The entries in the order of the file; a repeated key stays at its first position with its last value.
/// Values are interpolated from `lookup` and, behind it, from earlier entries. A line that is only a `KEY` takes the
/// value of `lookup` and is left out when that has none. Codes: env-file-syntax, required-variable, unset-variable.
std::vector<EnvFileEntry> parse_env_file(FileId file, const SourceFiles& files, EnvFileFormat format,
                                         const VariableLookup& lookup, Budget& budget, Diagnostics& diagnostics);

}  // namespace berth::compose
