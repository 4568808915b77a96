// Why something happens, as data, so that text, JSON and colours can each show it in their own way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.hpp"

namespace berth::plan {

enum class Reason : std::uint8_t {
  absent,                ///< there is none yet
  field_changed,         ///< `field`, `from` and `to`
  content_changed,       ///< the bytes of a config or secret, named by `field`
  hash_changed,          ///< the configuration differs, and no single field could be named
  image_changed,         ///< `from` and `to` are image ids
  image_renewed,         ///< built or pulled anew in this plan
  forced,                ///< by the option named in `field`
  not_running,           ///< `from` says how it is: "created", "exited (1)"
  not_on_network,        ///< runs without the network `field`
  not_on_volume,         ///< runs without the volume `field`
  network_changed,       ///< the network `field` is made anew
  volume_changed,        ///< the volume `field` is made anew
  parent_recreated,      ///< shares a namespace or volumes with service `field`, which is recreated
  dependency_restarted,  ///< depends on service `field` with `restart: true`
  orphan,                ///< its service is no longer in the file
  disabled,              ///< its service is left out by its profiles
  one_off_done,          ///< left by `run`, ended
  scale_up,              ///< `from` and `to` are numbers of replicas
  scale_down,
  needed_by,          ///< service `field` waits for it; `to` is the condition
  wait_asked,         ///< --wait
  requested,          ///< the command itself asks for it
  policy,             ///< `field` is a pull policy
  provider,           ///< `field` is the type of a provider
  model,              ///< services use the model `field`
  variables_pending,  ///< the variables that the provider or model `field` sets are not known yet
  hook,               ///< `field` is pre_start, post_start, pre_stop
  in_use,             ///< `field` names what holds it
  replaced,           ///< its place is taken by the new container
  duplicate,          ///< there are several of the name, and this one is not used
};

/// Values are bounded and never those of variables whose names look secret. All texts are unescaped.
struct Cause {
  Reason reason = Reason::requested;
  std::string field;
  std::string from;
  std::string to;
  bool hidden = false;  ///< from and to are left out because they look secret
  Span span;            ///< where the file says so; unknown for the rest

  bool operator==(const Cause&) const = default;
};

/// For people: "environment.LOG_LEVEL: info → debug", "not there", "stopped: exited (1)". Escaped for a terminal.
std::string describe(const Cause& cause);

/// Lower-case words with underscores, stable: the `reason` of the JSON form.
std::string_view to_string(Reason reason);

/// The first twelve digits of "sha256:…", as people read ids.
std::string short_id(std::string_view id);

}  // namespace berth::plan
