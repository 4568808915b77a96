#include "cli/surroundings.hpp"

namespace berth::cli {

engine::Surroundings surroundings(const Context& context) {
  return engine::Surroundings::of_process(context.options.host.value_or(""),
                                          context.options.engine_context.value_or(""));
}

}  // namespace berth::cli
