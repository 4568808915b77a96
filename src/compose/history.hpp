// What happened to values on their way from the files to the project, for `config --explain`. Only a load that asks for
// it (LoadOptions::trace) starts histories; a value without one gets none, so whoever changes values need not ask.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "compose/interpolate.hpp"
#include "compose/reset.hpp"
#include "compose/variable.hpp"
#include "yaml/node.hpp"

namespace berth::compose::history {

/// Every value of a document that was just parsed is marked as written where it stands.
void start(yaml::Node& document);

/// Every value that comes from an env_file or label_file at its place.
void start_env_file(yaml::Node& value);

/// `later` takes the place of `earlier`.
void replaced(yaml::Node& later, const yaml::Node& earlier);

/// The items are added to the earlier list `base`.
void appended(yaml::Sequence& items, const yaml::Node& base);

/// Keys or items of `over` are put on `base`.
void merged(yaml::Node& base, const yaml::Node& over);

/// What a `!reset` has taken away.
struct Removal {
  std::vector<std::string> keys;
  Span tag;
  Span earlier;
};

/// What tags of `later` hide in `earlier`: replaced by !override, or removed by !reset. `around`: the keys that lead to
/// both.
void removed(const yaml::Node& earlier, const ResetPaths& paths, yaml::Node& later,
             const std::vector<std::string>& around, std::vector<Removal>& removals);

/// The uses of variables in the text of `node`, which becomes another text now.
void interpolated(yaml::Node& node, std::span<const VariableUse> uses, const VariableLookup& lookup);

/// `node` takes its value from a variable without naming it by a dollar sign (`environment: [NAME]`).
void filled(yaml::Node& node, std::string_view name, const Variable& variable);

/// Everything in `service` is taken over from the service `name` by the `extends` at `place`.
void extended(yaml::Node& service, const std::string& name, Span place);

/// Everything in `model` comes from the file `name` by the `include` at `place`.
void included(yaml::Node& model, const std::string& name, Span place);

/// What the values are that a step of the load has made.
enum class Made {
  other_forms,   ///< those with a place are another form of what is around them, the others are defaults
  defaults,      ///< nobody wrote them
  consequences,  ///< those with a place follow from what stands there, the others are defaults
};

/// Gives a history to the values that have none: those that the step just done has made.
void complete(yaml::Node& tree, Made made);

}  // namespace berth::compose::history
