// measure REPORT COMMAND...: runs the command and writes what it took: wall s, CPU s, peak KiB, exit code.
// A process of its own, because the peak that the kernel keeps for a child starts with the size of who forked it.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double of(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int count, char** words) {
  if (count < 3) return 2;
  const double begin = seconds();
  const pid_t child = fork();
  if (child == 0) {
    execv(words[2], words + 2);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 2;
  const double wall = seconds() - begin;
  FILE* report = fopen(words[1], "w");
  if (report == NULL) return 2;
  fprintf(report, "%.6f %.6f %ld %d\n", wall, of(usage.ru_utime) + of(usage.ru_stime), usage.ru_maxrss,
          WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return fclose(report) == 0 ? 0 : 2;
}
