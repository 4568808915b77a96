// Rows of services.*.build (compose-spec "Compose Build").
#include "compose/attribute_rows.hpp"

namespace berth::compose::rows {
namespace {

using enum Type;

constexpr Attribute rows[] = {
    {.path = "services.*.build.context", .accepts = accept::text, .type = text, .path_rule = PathRule::context},
    {.path = "services.*.build.dockerfile", .accepts = accept::text, .type = text},
    {.path = "services.*.build.dockerfile_inline", .accepts = accept::text, .type = text},
    {.path = "services.*.build.entitlements", .accepts = accept::list, .type = text_list},
    {.path = "services.*.build.args",
     .accepts = accept::list_or_mapping,
     .type = nullable_map,
     .merge = Merge::as_list,
     .unique = Unique::key},
    {.path = "services.*.build.provenance",
     .accepts = accept::flag,
     .type = text_or_flag,
     .canonical = Canonical::text_or_flag},
    {.path = "services.*.build.sbom",
     .accepts = accept::flag,
     .type = text_or_flag,
     .canonical = Canonical::text_or_flag},
    {.path = "services.*.build.ssh",
     .accepts = accept::list_or_mapping,
     .type = ssh_keys,
     .canonical = Canonical::ssh,
     .path_rule = PathRule::unix_file},
    {.path = "services.*.build.labels",
     .accepts = accept::list_or_mapping,
     .type = text_map,
     .merge = Merge::as_list,
     .unique = Unique::key},
    {.path = "services.*.build.cache_from", .accepts = accept::list, .type = text_list},
    {.path = "services.*.build.cache_to", .accepts = accept::list, .type = text_list},
    {.path = "services.*.build.no_cache", .accepts = accept::flag, .type = boolean, .cast = Cast::boolean},
    {.path = "services.*.build.no_cache_filter",
     .accepts = accept::text_or_list,
     .type = text_list,
     .unique_items = true},
    {.path = "services.*.build.additional_contexts",
     .accepts = accept::list_or_mapping,
     .type = text_map,
     .merge = Merge::as_list,
     .unique = Unique::key,
     .canonical = Canonical::key_values,
     .path_rule = PathRule::context},
    {.path = "services.*.build.pull", .accepts = accept::flag, .type = boolean, .cast = Cast::boolean},
    {.path = "services.*.build.extra_hosts",
     .accepts = accept::list_or_mapping,
     .type = hosts,
     .merge = Merge::as_hosts},
    {.path = "services.*.build.isolation", .accepts = accept::text, .type = text},
    {.path = "services.*.build.network", .accepts = accept::text, .type = text},
    {.path = "services.*.build.target", .accepts = accept::text, .type = text},
    {.path = "services.*.build.secrets", .accepts = accept::list, .type = list},
    {.path = "services.*.build.secrets[]",
     .accepts = accept::text | accept::mapping,
     .type = object,
     .canonical = Canonical::file_reference,
     .like = "services.*.secrets[]"},
    {.path = "services.*.build.shm_size", .accepts = accept::whole, .type = bytes},
    {.path = "services.*.build.tags", .accepts = accept::list, .type = text_list, .unique = Unique::key},
    {.path = "services.*.build.ulimits", .accepts = accept::mapping, .type = dictionary, .keys = KeyRule::lower_case},
    {.path = "services.*.build.ulimits.*",
     .accepts = accept::whole | accept::mapping,
     .type = ulimit,
     .cast = Cast::integer,
     .canonical = Canonical::ulimit,
     .like = "services.*.ulimits.*"},
    {.path = "services.*.build.platforms", .accepts = accept::list, .type = text_list},
    {.path = "services.*.build.privileged", .accepts = accept::flag, .type = boolean, .cast = Cast::boolean},
};

}  // namespace

std::span<const Attribute> build() {
  return rows;
}

}  // namespace berth::compose::rows
