// Rows of what a service publishes, mounts and joins: ports, volumes, networks, secrets, configs.
#include "compose/attribute_rows.hpp"

namespace berth::compose::rows {
namespace {

using enum Type;

constexpr Attribute rows[] = {
    {.path = "services.*.networks.*", .accepts = accept::mapping | accept::null, .type = object},
    {.path = "services.*.networks.*.aliases",
     .accepts = accept::list,
     .type = text_list,
     .unique = Unique::key,
     .unique_items = true},
    {.path = "services.*.networks.*.driver_opts", .accepts = accept::mapping, .type = dictionary},
    {.path = "services.*.networks.*.driver_opts.*",
     .accepts = accept::quantity,
     .type = text,
     .output = Output::when_present},
    {.path = "services.*.networks.*.gw_priority", .accepts = accept::number, .type = integer},
    {.path = "services.*.networks.*.interface_name", .accepts = accept::text, .type = text},
    {.path = "services.*.networks.*.ipv4_address", .accepts = accept::text, .type = text},
    {.path = "services.*.networks.*.ipv6_address", .accepts = accept::text, .type = text},
    {.path = "services.*.networks.*.link_local_ips",
     .accepts = accept::list,
     .type = text_list,
     .unique = Unique::key,
     .unique_items = true},
    {.path = "services.*.networks.*.mac_address", .accepts = accept::text, .type = text},
    {.path = "services.*.networks.*.priority", .accepts = accept::number, .type = integer},

    {.path = "services.*.ports[]", .accepts = accept::number | accept::text | accept::mapping, .type = object},
    {.path = "services.*.ports[].name", .accepts = accept::text, .type = text},
    {.path = "services.*.ports[].mode", .accepts = accept::text, .type = text},
    {.path = "services.*.ports[].host_ip", .accepts = accept::text, .type = text},
    {.path = "services.*.ports[].target",
     .accepts = accept::whole,
     .type = integer,
     .cast = Cast::integer,
     .required = true},
    {.path = "services.*.ports[].published", .accepts = accept::whole, .type = text},
    {.path = "services.*.ports[].protocol", .accepts = accept::text, .type = text},
    {.path = "services.*.ports[].app_protocol", .accepts = accept::text, .type = text},

    {.path = "services.*.secrets[]",
     .accepts = accept::text | accept::mapping,
     .type = object,
     .canonical = Canonical::file_reference},
    {.path = "services.*.secrets[].source", .accepts = accept::text, .type = text},
    {.path = "services.*.secrets[].target", .accepts = accept::text, .type = text},
    {.path = "services.*.secrets[].uid", .accepts = accept::text, .type = text},
    {.path = "services.*.secrets[].gid", .accepts = accept::text, .type = text},
    {.path = "services.*.secrets[].mode",
     .accepts = accept::quantity,
     .type = mode,
     .cast = Cast::integer,
     .output = Output::when_present},

    {.path = "services.*.configs[]",
     .accepts = accept::text | accept::mapping,
     .type = object,
     .canonical = Canonical::file_reference,
     .like = "services.*.secrets[]"},

    {.path = "services.*.volumes[]",
     .accepts = accept::text | accept::mapping,
     .type = object,
     .canonical = Canonical::mount,
     .path_rule = PathRule::mount},
    {.path = "services.*.volumes[].type",
     .accepts = accept::text,
     .type = text,
     .words = "bind|volume|tmpfs|cluster|npipe|image",
     .required = true},
    {.path = "services.*.volumes[].source", .accepts = accept::text, .type = text},
    {.path = "services.*.volumes[].target", .accepts = accept::text, .type = text, .required = true},
    {.path = "services.*.volumes[].read_only", .accepts = accept::flag, .type = boolean, .cast = Cast::boolean},
    {.path = "services.*.volumes[].consistency", .accepts = accept::text, .type = text},
    {.path = "services.*.volumes[].bind", .accepts = accept::mapping, .type = object},
    {.path = "services.*.volumes[].bind.selinux", .accepts = accept::text, .type = text, .words = "z|Z"},
    {.path = "services.*.volumes[].bind.propagation", .accepts = accept::text, .type = text},
    {.path = "services.*.volumes[].bind.create_host_path",
     .accepts = accept::flag,
     .type = boolean,
     .cast = Cast::boolean,
     .output = Output::unless_true},
    {.path = "services.*.volumes[].bind.recursive",
     .accepts = accept::text,
     .type = text,
     .words = "enabled|disabled|writable|readonly"},
    {.path = "services.*.volumes[].volume", .accepts = accept::mapping, .type = object},
    {.path = "services.*.volumes[].volume.labels",
     .accepts = accept::list_or_mapping,
     .type = text_map,
     .merge = Merge::as_list},
    {.path = "services.*.volumes[].volume.nocopy", .accepts = accept::flag, .type = boolean, .cast = Cast::boolean},
    {.path = "services.*.volumes[].volume.subpath", .accepts = accept::text, .type = text},
    {.path = "services.*.volumes[].tmpfs", .accepts = accept::mapping, .type = object},
    {.path = "services.*.volumes[].tmpfs.size", .accepts = accept::whole, .type = bytes, .minimum = 0},
    {.path = "services.*.volumes[].tmpfs.mode", .accepts = accept::quantity, .type = integer},
    {.path = "services.*.volumes[].image", .accepts = accept::mapping, .type = object},
    {.path = "services.*.volumes[].image.subpath", .accepts = accept::text, .type = text},
};

}  // namespace

std::span<const Attribute> mounts() {
  return rows;
}

}  // namespace berth::compose::rows
