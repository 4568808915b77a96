// The codes of problems: stable words by which tools tell problems apart and users silence warnings. docs/errors.md
// says what each means; a test holds the two against each other.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace berth {

enum class Severity { error, warning };

struct CodeInfo {
  std::string_view name;  ///< lower-case words with dashes
  Severity severity = Severity::error;
};

/// All of them, by topic.
inline constexpr auto all_codes = std::to_array<CodeInfo>({
    // What the command could not do
    {"failed"},
    {"step-failed"},
    // YAML
    {"yaml-syntax"},
    {"duplicate-key"},
    {"unknown-anchor"},
    {"alias-cycle"},
    {"invalid-merge"},
    {"invalid-key"},
    {"invalid-tag"},
    {"limit"},
    // Files and variables
    {"unreadable-file"},
    {"empty-file"},
    {"env-file-missing"},
    {"env-file-format"},
    {"env-file-syntax"},
    {"label-file-missing"},
    {"invalid-interpolation"},
    {"required-variable"},
    {"project-name"},
    // Names, types, values
    {"unknown-attribute"},
    {"missing-attribute"},
    {"invalid-type"},
    {"invalid-value"},
    {"invalid-name"},
    {"invalid-port"},
    {"invalid-mount"},
    {"invalid-device"},
    {"duplicate-item"},
    {"external-name"},
    {"external-conflict"},
    {"one-source"},
    // Files over each other
    {"merge-conflict"},
    {"extends"},
    {"extends-cycle"},
    {"include-cycle"},
    // Parts that do not fit together
    {"no-image"},
    {"undefined-service"},
    {"undefined-network"},
    {"undefined-volume"},
    {"undefined-secret"},
    {"undefined-config"},
    {"undefined-model"},
    {"dependency-cycle"},
    {"conflict"},
    // This host and this engine
    {"missing-file"},
    {"missing-program"},
    {"missing-context"},
    {"missing-dockerfile"},
    {"unsupported-attribute"},
    {"image-digest"},
    {"project"},
    // Warnings of every command
    {"obsolete-version", Severity::warning},
    {"unset-variable", Severity::warning},
    {"old-boolean", Severity::warning},
    {"unknown-restart", Severity::warning},
    {"shell-operator", Severity::warning},
    {"ignored-attribute", Severity::warning},
    {"ignored-tag", Severity::warning},
    {"several-files", Severity::warning},
    {"env-file-line", Severity::warning},
    {"unknown-code", Severity::warning},
    {"orphan-containers", Severity::warning},
    {"foreign-network", Severity::warning},
    {"foreign-volume", Severity::warning},
    {"changed-volume", Severity::warning},
    {"fixed-port", Severity::warning},
    {"watched-mount", Severity::warning},
    // Advice of `config --check`
    {"unused-network", Severity::warning},
    {"unused-volume", Severity::warning},
    {"unused-secret", Severity::warning},
    {"unused-config", Severity::warning},
    {"port-published-twice", Severity::warning},
    {"host-port-conflict", Severity::warning},
    {"public-port", Severity::warning},
    {"invalid-expose", Severity::warning},
    {"localhost-reference", Severity::warning},
    {"no-healthcheck", Severity::warning},
    {"never-completes", Severity::warning},
    {"missing-source", Severity::warning},
    {"changed-project-name", Severity::warning},
});

/// What all_codes says of a name; nullopt for none of them.
constexpr std::optional<CodeInfo> find_code(std::string_view name) {
  for (const auto& info : all_codes) {
    if (info.name == name) return info;
  }
  return std::nullopt;
}

/// One of all_codes: a name that is none of them does not compile.
class Code {
 public:
  constexpr Code() = default;  ///< none
  consteval Code(const char* name) : name_(find_code(name).value().name) {}

  [[nodiscard]] constexpr std::string_view name() const { return name_; }
  [[nodiscard]] constexpr bool empty() const { return name_.empty(); }
  friend constexpr bool operator==(const Code& a, const Code& b) = default;
  friend constexpr auto operator<=>(const Code& a, const Code& b) = default;

 private:
  std::string_view name_;
};

}  // namespace berth
