// How a text may be written as a YAML scalar (YAML 1.2 sections 7.3 and 8.1, with go-yaml's choices).
#pragma once

#include <string_view>

namespace berth::yaml {

enum class OutputStyle { plain, single_quoted, double_quoted, literal };

/// The style for a string value. Keys cannot be literal blocks.
OutputStyle choose_string_style(std::string_view text, bool is_key);

/// Whether the text has a line break of any kind.
bool has_line_break(std::string_view text);

/// Line breaks of YAML 1.1: LF, CR, NEL, LS, PS.
bool is_line_break(char32_t c);

/// Characters that need an escape in double quotes, apart from the quote and the backslash.
bool is_unprintable(char32_t c);

}  // namespace berth::yaml
