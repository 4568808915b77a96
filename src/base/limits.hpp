// What a load may cost before it is refused. Ten to a hundred times what the largest real projects need, and small
// enough that a hostile file ends in a moment: what a limit counts is known before the memory for it is taken.
#pragma once

#include <cstddef>

namespace berth::limits {

/// One compose, environment or label file. 50,000 lines of services are some 1.5 MB.
inline constexpr std::size_t file_bytes = 2U << 20U;

/// All files of a load.
inline constexpr std::size_t project_bytes = 4 * file_bytes;

/// Values (scalars, lists, mappings) as one file writes them; a service of 20 lines has some 20.
inline constexpr std::size_t file_values = 120'000;

/// Nesting of lists and mappings, aliases expanded. Everything that walks a tree may therefore recurse.
inline constexpr std::size_t depth = 100;

/// Values of a whole project: of all its files, and of what aliases, merge keys, `include`, `extends`, port ranges and
/// environment files make of them. 5,000 services with 20 values each are 100,000; a value takes some 150 bytes.
inline constexpr std::size_t project_values = 1'000'000;

/// Text counts as another value for so many bytes.
inline constexpr std::size_t bytes_of_value = 64;

/// Bytes that variables put into the values of a project, and that the notes about their uses take.
inline constexpr std::size_t variable_bytes = 16U << 20U;

/// Variables in the defaults of variables, `${A:-${B:-…}}`.
inline constexpr std::size_t variable_depth = 100;

/// Documents of a load, over all files, counted as often as they are read: `---`, -f, `include` and `extends`.
inline constexpr std::size_t documents = 1'000;

/// Errors and as many warnings that are kept to be told; nobody reads more. A load with more errors ends there.
inline constexpr std::size_t problems = 1'000;

/// Files that include each other in a chain.
inline constexpr std::size_t include_depth = 100;

}  // namespace berth::limits
