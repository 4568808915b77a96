// `extends`: every service is taken over once, its base before it, whatever the order in the file. Chains are followed
// with a loop, since a file may make them long.
#include <set>

#include <fmt/format.h>

#include "base/graph.hpp"
#include "base/text.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/extend_weight.hpp"
#include "compose/history.hpp"
#include "compose/merge.hpp"
#include "compose/model_run.hpp"
#include "compose/paths.hpp"
#include "compose/place.hpp"
#include "compose/report.hpp"
#include "compose/resolve_paths.hpp"
#include "compose/unique.hpp"
#include "yaml/weight.hpp"

namespace berth::compose {

using yaml::Node;

namespace {

std::string not_found(const std::string& name) {
  return fmt::format("extends the service \"{}\", which does not exist", name);
}

std::string closest_service(const Node& services, std::string_view name) {
  std::vector<std::string_view> names;
  if (services.is_mapping()) {
    for (const auto& entry : services.mapping()) names.push_back(entry.key);
  }
  const auto meant = closest(name, names);
  return meant ? fmt::format("did you mean \"{}\"?", *meant) : std::string();
}

void warn_about_unknown(const Node& extends, const std::string& name, Diagnostics& diagnostics) {
  if (!extends.is_mapping()) return;
  for (const auto& attribute : extends.mapping()) {
    if (attribute.key == "file" || attribute.key == "service") continue;
    diagnostics.add({.severity = Severity::warning,
                     .code = "ignored-attribute",
                     .span = attribute.key_span,
                     .path = fmt::format("services.{}.extends", name),
                     .message = fmt::format("unknown attribute \"{}\" is ignored", attribute.key),
                     .hint = "extends takes file and service"});
  }
}

}  // namespace

void Extender::apply(Node& document) {
  auto* services = document.find("services");
  if (services == nullptr) return;
  if (!services->is_mapping()) {
    refuse(*services, "invalid-type", "services",
           fmt::format("must be a mapping, not {}", yaml::describe(services->kind())),
           "write the name of each service with a colon, and its attributes below", loader_.diagnostics_);
    return;
  }
  const auto resets = resets_of_services(resets_);
  for (auto& entry : services->mapping()) {
    const auto* extends = entry.value.find("extends");
    if (extends == nullptr) continue;
    warn_about_unknown(*extends, entry.key, loader_.diagnostics_);
    follow_chain(
        {.name = entry.key, .file = run_.file, .services = services, .service = &entry.value, .resets = &resets});
  }
  charge();
  for (const auto& step : steps_) take_over(step);
}

/// Up to a service that extends nobody or was met before; the steps along the chain are noted, the last one first.
void Extender::follow_chain(Link first) {
  std::vector<Link> chain{std::move(first)};
  std::set<std::pair<std::string, std::string>> on_chain{{chain.back().file, chain.back().name}};
  bool sound = true;
  while (chain.back().service->find("extends") != nullptr && !met_.contains(chain.back().service)) {
    Link next = chain.back();
    sound = follow(*chain.back().service, next);
    if (!sound) break;
    if (!on_chain.emplace(next.file, next.name).second) {
      report_cycle(chain, next);
      sound = false;
      break;
    }
    if (next.service->is_null()) break;  // like Docker Compose, which then leaves `extends` as it is
    sound = next.service->is_mapping();  // the validation names it otherwise
    if (!sound) break;
    chain.push_back(std::move(next));
  }
  if (const auto met = met_.find(chain.back().service); met != met_.end()) sound = met->second;
  for (std::size_t i = chain.size(); i-- > 0;) {
    auto& service = *chain[i].service;
    if (!met_.emplace(&service, sound).second) continue;
    if (!sound) {
      service.set_fault(yaml::Fault::incomplete);
      if (auto* extends = service.find("extends")) extends->set_fault(yaml::Fault::broken);
    } else if (i + 1 < chain.size()) {
      steps_.push_back({chain[i], chain[i + 1].service, chain[i + 1].name, chain[i + 1].span});
    }
  }
}

/// Of all steps together, before the first of them is made.
void Extender::charge() {
  std::vector<Extension> extensions;
  extensions.reserve(steps_.size());
  for (const auto& step : steps_) extensions.push_back({step.link.service, step.base});
  const auto weights = weights_taken_over(extensions);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto& step = steps_[i];
    loader_.budget_.take_values(weights[i], step.place, fmt::format("services.{}.extends", step.link.name));
  }
}

void Extender::take_over(const Step& step) {
  Node merged = *step.base;
  merged.mapping().erase("extends");
  auto& service = *step.link.service;
  const auto span = service.span();
  Node over = std::move(service);
  history::extended(merged, step.base_name, step.place);
  if (const auto hidden = step.link.resets->find(step.link.name); hidden != step.link.resets->end()) {
    history::removed(merged, hidden->second, over, {"services", step.link.name}, loader_.removals_);
    remove_paths(merged, hidden->second);
  }
  const Place place;
  const Place all(place, "services");
  const auto& described = *attribute_tree().child("services")->any_key();
  merge(merged, std::move(over), &described, Place(all, step.link.name), loader_.diagnostics_);
  enforce_unique_items(merged, described);  // or what a long chain repeats would pile up
  if (merged.is_mapping()) merged.mapping().erase("extends");
  merged.set_span(span);
  service = std::move(merged);
}

/// Fills `link` (which starts as a copy of the extending one) with the service that is extended.
bool Extender::follow(const Node& service, Link& link) {
  const auto& extends = *service.find("extends");
  const auto* name = extends.is_mapping() ? extends.find("service") : &extends;
  const auto* file = extends.find("file");
  const Span span = name == nullptr ? extends.span() : name->span();
  const auto fail = [&](const std::string& message, std::string hint = {}) {
    loader_.diagnostics_.add({.code = "extends",
                              .span = span,
                              .path = fmt::format("services.{}.extends", link.name),
                              .message = message,
                              .hint = std::move(hint)});
    return false;
  };
  if (extends.broken() || (name != nullptr && name->broken()) || (file != nullptr && file->broken())) return false;
  if (name == nullptr) return fail("\"service\" is missing", "name the service to extend");
  if (!name->is_string()) return fail("names no service", "write the name of a service, or \"service: NAME\" below it");
  if (file != nullptr && !file->is_null()) {
    if (!file->is_string()) return fail("\"file\" must be a string", "name the file with the service to extend");
    link.file = join_path(run_.set.base, expand_home(file->string(), loader_.disk_.home()));
    auto* extended = open(file->string(), link.file, file->span());
    if (extended == nullptr) return false;
    link.services = &extended->services;
    link.resets = &extended->resets;
  }
  auto* found = link.services->find(name->string());
  if (found == nullptr) return fail(not_found(name->string()), closest_service(*link.services, name->string()));
  link.name = name->string();
  link.service = found;
  link.span = span;
  return true;
}

void Extender::report_cycle(const std::vector<Link>& chain, const Link& again) {
  std::vector<std::string> names;
  for (const auto& step : chain) names.push_back(step.name);
  names.push_back(again.name);
  loader_.diagnostics_.add({.code = "extends-cycle",
                            .span = chain.size() > 1 ? chain[1].span : again.span,
                            .path = fmt::format("services.{}.extends", chain.front().name),
                            .message = fmt::format("a cycle: {}", chain_text(names)),
                            .hint = "a service cannot extend itself, even through others"});
}

/// Reads the services of another file on their own. Their paths are made relative to the extending file's directory,
/// so that they still lead to the same place.
ExtendedFile* Extender::open(const std::string& path, const std::string& absolute, Span span) {
  const auto found = run_.extended.find(absolute);
  if (found != run_.extended.end()) return &found->second;
  const auto* file = loader_.parsed(absolute, FileRole::extended, span);
  if (file == nullptr) return nullptr;
  ExtendedFile extended;
  ResetPaths all_resets;
  Node model{yaml::Mapping{}};
  for (auto document : file->documents) {
    if (document.broken()) return nullptr;
    loader_.budget_.take_document(span);
    loader_.budget_.take_values(yaml::weight(document), span, {});
    auto resets = take_reset_paths(document);
    if (loader_.options_.interpolate) loader_.interpolate_document(document, run_.set.environment);
    history::removed(model, resets, document, {}, loader_.removals_);
    remove_paths(model, resets);
    if (document.is_mapping()) merge(model, std::move(document), &attribute_tree(), Place(), loader_.diagnostics_);
    enforce_unique_items(model);
    loader_.canonicalize(model);
    all_resets.insert(all_resets.end(), resets.begin(), resets.end());
  }
  const auto* services = model.find("services");
  if (services == nullptr || !services->is_mapping()) {
    loader_.diagnostics_.error("extends", span, fmt::format("{} has no services to extend", path),
                               "name the file that has the service");
    return nullptr;
  }
  resolve_paths(model, relative_path(directory_of(absolute), run_.set.base), loader_.disk_, loader_.diagnostics_);
  extended.services = *services;
  extended.resets = resets_of_services(all_resets);
  return &run_.extended.emplace(absolute, std::move(extended)).first->second;
}

}  // namespace berth::compose
