// `extends`: chains are followed with a loop, since a file may make them long.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "compose/attribute_tree.hpp"
#include "compose/history.hpp"
#include "compose/merge.hpp"
#include "compose/model_run.hpp"
#include "compose/paths.hpp"
#include "compose/place.hpp"
#include "compose/report.hpp"
#include "compose/resolve_paths.hpp"
#include "compose/unique.hpp"

namespace berth::compose {

using yaml::Node;

/// One service of a chain: where it stands and what it extends.
struct Extender::Link {
  std::string name;
  std::string file;      ///< absolute
  const Node* services;  ///< all of that file
  const Node* service;
  ResetPaths resets;  ///< of that file, to be applied to what it extends
  std::string base_name;
  Span span;  ///< of the reference
};

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
  std::vector<std::string> names;
  for (const auto& entry : services->mapping()) {
    if (entry.value.find("extends") != nullptr) names.push_back(entry.key);
  }
  for (const auto& name : names) {
    auto& service = *services->find(name);
    warn_about_unknown(*service.find("extends"), name, loader_.diagnostics_);
    if (extend(*services, name)) continue;
    service.set_fault(yaml::Fault::incomplete);
    service.find("extends")->set_fault(yaml::Fault::broken);
  }
}

/// Follows the chain to its end, then merges back along it.
bool Extender::extend(Node& services, const std::string& name) {
  auto* service = services.find(name);
  std::vector<Link> chain{{name, run_.file, &services, service, resets_, {}, service->span()}};
  while (chain.back().service->find("extends") != nullptr) {
    Link next = chain.back();
    if (!follow(*chain.back().service, next)) return false;
    chain.back().base_name = next.name;
    if (closes_cycle(chain, next)) return false;
    if (next.service->is_null()) {
      if (chain.size() == 1) return true;  // like Docker Compose, which then leaves `extends` as it is
      break;
    }
    if (!next.service->is_mapping()) return false;  // the validation names it
    chain.push_back(std::move(next));
  }
  Node merged = *chain.back().service;
  for (auto link = chain.rbegin() + 1; link != chain.rend(); ++link) {
    if (merged.is_mapping()) merged.mapping().erase("extends");
    const auto hidden = paths_in_service(link->resets, link->name);
    Node over = *link->service;
    history::extended(merged, link->base_name, link.base()->span);
    history::removed(merged, hidden, over, {"services", link->name}, loader_.removals_);
    remove_paths(merged, hidden);
    const Place place;
    const Place all(place, "services");
    const auto* described = attribute_tree().child("services")->any_key();
    merge(merged, std::move(over), described, Place(all, link->name), loader_.diagnostics_);
  }
  if (merged.is_mapping()) merged.mapping().erase("extends");
  merged.set_span(service->span());
  *service = std::move(merged);
  return true;
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
    const auto* extended = open(file->string(), link.file, file->span());
    if (extended == nullptr) return false;
    link.services = &extended->services;
    link.resets = extended->resets;
  }
  const auto* found = link.services->find(name->string());
  if (found == nullptr) return fail(not_found(name->string()), closest_service(*link.services, name->string()));
  link.name = name->string();
  link.service = found;
  link.span = span;
  return true;
}

bool Extender::closes_cycle(const std::vector<Link>& chain, const Link& link) {
  const auto same = [&](const Link& other) { return other.name == link.name && other.file == link.file; };
  if (std::ranges::none_of(chain, same)) return false;
  bool told = false;
  for (const auto& step : chain) told = !cyclic_.emplace(step.file, step.name).second || told;
  if (told) return true;
  std::string path;
  for (const auto& step : chain) path += step.name + " → ";
  loader_.diagnostics_.add({.code = "extends-cycle",
                            .span = chain.size() > 1 ? chain[1].span : link.span,
                            .path = fmt::format("services.{}.extends", chain.front().name),
                            .message = fmt::format("a cycle: {}{}", path, link.name),
                            .hint = "a service cannot extend itself, even through others"});
  return true;
}

/// Reads the services of another file on their own. Their paths are made relative to the extending file's directory,
/// so that they still lead to the same place.
const ExtendedFile* Extender::open(const std::string& path, const std::string& absolute, Span span) {
  const auto found = run_.extended.find(absolute);
  if (found != run_.extended.end()) return &found->second;
  const auto* file = loader_.parsed(absolute, FileRole::extended, span);
  if (file == nullptr || !loader_.count_document(span)) return nullptr;
  ExtendedFile extended;
  Node model{yaml::Mapping{}};
  for (auto document : file->documents) {
    if (document.broken()) return nullptr;
    auto resets = take_reset_paths(document);
    if (loader_.options_.interpolate) loader_.interpolate_document(document, run_.set.environment);
    history::removed(model, resets, document, {}, loader_.removals_);
    remove_paths(model, resets);
    if (document.is_mapping()) merge(model, std::move(document), &attribute_tree(), Place(), loader_.diagnostics_);
    enforce_unique_items(model);
    loader_.canonicalize(model);
    extended.resets.insert(extended.resets.end(), resets.begin(), resets.end());
  }
  const auto* services = model.find("services");
  if (services == nullptr || !services->is_mapping()) {
    loader_.diagnostics_.error("extends", span, fmt::format("{} has no services to extend", path),
                               "name the file that has the service");
    return nullptr;
  }
  resolve_paths(model, relative_path(directory_of(absolute), run_.set.base), loader_.disk_, loader_.diagnostics_);
  extended.services = *services;
  return &run_.extended.emplace(absolute, std::move(extended)).first->second;
}

}  // namespace berth::compose
