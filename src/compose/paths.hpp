// Paths as text: no file system is asked. POSIX rules, equal to Go's path/filepath.
#pragma once

#include <string>
#include <string_view>

namespace berth::compose {

bool is_absolute(std::string_view path);

/// Removes `.`, `..` where it can, doubled and closing slashes; "" becomes ".".
std::string clean_path(std::string_view path);

/// `path` itself when absolute, otherwise below `base`; cleaned.
std::string join_path(std::string_view base, std::string_view path);

/// Everything before the last slash, cleaned ("." when there is none).
std::string directory_of(std::string_view path);

/// The last element ("/" for the root, "." for nothing).
std::string base_name(std::string_view path);

/// How to name `path` seen from the directory `base`; both absolute and clean. "../x" when it lies beside.
std::string relative_path(std::string_view path, std::string_view base);

/// As the user would name it: relative to where they are when it lies below.
std::string shown_path(const std::string& path, std::string_view working_directory);

/// `~` and `~/x` become a path below `home`; everything else stays.
std::string expand_home(std::string_view path, std::string_view home);

}  // namespace berth::compose
