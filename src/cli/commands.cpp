#include "cli/commands.hpp"

namespace berth::cli {

void add_commands(CommandLine& line, Context& context) {
  line.on_every_command([&context](Command& command) {
    command.flag("--dry-run", context.options.dry_run, "Show what would be done and change nothing")
        .hidden("--dry-run");
  });
  for (const auto& add : {add_attach_command,   add_build_command,   add_completion_command,
                          add_complete_command, add_config_command,  add_convert_command,
                          add_cp_command,       add_create_command,  add_dns_command,
                          add_down_command,     add_engine_command,  add_events_command,
                          add_exec_command,     add_images_command,  add_install_plugin_command,
                          add_keep_command,     add_kill_command,    add_logs_command,
                          add_ls_command,       add_pause_command,   add_plan_command,
                          add_port_command,     add_ps_command,      add_pull_command,
                          add_push_command,     add_restart_command, add_rm_command,
                          add_run_command,      add_scale_command,   add_start_command,
                          add_stats_command,    add_stop_command,    add_top_command,
                          add_unpause_command,  add_up_command,      add_version_command,
                          add_volumes_command,  add_wait_command,    add_watch_command,
                          add_absent_commands}) {
    add(line.root(), context);
  }
}

}  // namespace berth::cli
