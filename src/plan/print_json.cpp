#include <boost/json.hpp>

#include "plan/print.hpp"

namespace berth::plan {

namespace {

namespace json = boost::json;

json::value to_json(const Resource& resource) {
  json::object object{{"kind", to_string(resource.kind)}, {"name", resource.name}};
  if (!resource.service.empty()) object["service"] = resource.service;
  return object;
}

json::value to_json(const Cause& cause) {
  json::object object{{"reason", to_string(cause.reason)}, {"text", describe(cause)}};
  if (!cause.field.empty()) object["field"] = cause.field;
  if (cause.hidden) {
    object["hidden"] = true;
  } else if (!cause.from.empty() || !cause.to.empty()) {
    object["from"] = cause.from;
    object["to"] = cause.to;
  }
  return object;
}

json::array to_json(const std::vector<Cause>& causes) {
  json::array array;
  for (const auto& cause : causes) array.push_back(to_json(cause));
  return array;
}

/// Names that a step carries beside its resource.
struct Details {
  json::object& object;

  void operator()(const CreateContainer& create) const {
    object["name"] = create.request.name;
    object["image"] = create.request.config.image;
  }
  void operator()(const RenameContainer& rename) const { object["new_name"] = rename.new_name; }
  void operator()(const ConnectNetwork& connect) const { object["network"] = connect.network; }
  void operator()(const DisconnectNetwork& leave) const { object["network"] = leave.network; }
  void operator()(const RemoveContainer& remove) const {
    object["anonymous_volumes"] = remove.anonymous_volumes.has_value();
  }
  void operator()(const CopyFiles& copy) const {
    json::array paths;
    for (const auto& file : copy.files) paths.emplace_back(file.path);
    object["paths"] = std::move(paths);
  }
  void operator()(const auto&) const {}
};

/// Indices count from 0, as `needs` does.
json::value to_json(const Step& step) {
  json::object object{{"operation", operation_name(step.operation)}, {"resource", to_json(step.resource)}};
  std::visit(Details{object}, step.operation);
  json::array needs;
  for (const auto& need : step.needs) needs.push_back(json::object{{"step", need.step}, {"required", need.required}});
  object["needs"] = std::move(needs);
  object["causes"] = to_json(step.causes);
  object["change"] = step.change;
  return object;
}

json::value to_json(const Change& change) {
  return json::object{{"kind", to_string(change.kind)},
                      {"resource", to_json(change.resource)},
                      {"causes", to_json(change.causes)},
                      {"steps", json::value_from(change.steps)}};
}

json::value to_json(const Warning& warning) {
  return json::object{{"code", warning.code.name()}, {"message", warning.message}, {"hint", warning.hint}};
}

template <typename T>
json::array all(const std::vector<T>& list) {
  json::array array;
  for (const auto& item : list) array.push_back(to_json(item));
  return array;
}

}  // namespace

std::string print_json(const Plan& plan) {
  const json::object object{{"command", plan.command},
                            {"project", plan.project},
                            {"summary", summary(plan)},
                            {"changes", all(plan.changes)},
                            {"steps", all(plan.steps)},
                            {"warnings", all(plan.warnings)},
                            {"changed_volumes", json::value_from(plan.changed_volumes)}};
  return json::serialize(object) + "\n";
}

}  // namespace berth::plan
