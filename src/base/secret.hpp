// Which values are kept to ourselves: judged by their names, and by what they look like.
#pragma once

#include <string_view>

namespace berth {

/// PASSWORD, SECRET, TOKEN, CREDENTIAL … anywhere in the name, KEY and AUTH at the end of a word; in any case. Not
/// PASSWORD_FILE and the like, which hold paths.
bool looks_secret(std::string_view name);

/// The same for a key of a compose file, of which some name attributes: `secrets:`, `credential_spec:`.
bool key_names_secret(std::string_view key);

/// "scheme://user:password@host", "password=…" and private keys give a secret away under any name.
bool holds_secret(std::string_view text);

/// What is shown in the place of such a value.
constexpr std::string_view hidden_value = "(hidden)";

}  // namespace berth
