// The one program of the benchmark's containers, linked statically:
//   container pause                    does nothing until it is told to end
//   container chatty LINES LENGTH      writes so many lines at once, then pauses
//   container ready MILLISECONDS FILE  makes the file so much later and prints that moment, then pauses
//   container end MILLISECONDS         ends so much later, with success
//   container check FILE               the health check: succeeds when the file is there
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void end(int signal_number) {
  (void)signal_number;
  _exit(0);
}

static int pause_forever(void) {
  for (;;) pause();
}

static int chatty(long lines, int length) {
  static char buffer[1 << 16];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  for (long line = 1; line <= lines; ++line) {
    const int written = printf("line %09ld ", line);
    for (int column = written; column < length; ++column) putchar('x');
    putchar('\n');
  }
  fflush(stdout);
  return pause_forever();
}

static int pass(long milliseconds) {
  const struct timespec delay = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  return nanosleep(&delay, NULL);
}

static int ready(long milliseconds, const char* file) {
  pass(milliseconds);
  if (close(open(file, O_CREAT | O_WRONLY, 0644)) != 0) return 1;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("ready %ld.%09ld\n", (long)now.tv_sec, now.tv_nsec);
  fflush(stdout);
  return pause_forever();
}

int main(int count, char** words) {
  const struct sigaction action = {.sa_handler = end};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  if (count == 2 && strcmp(words[1], "pause") == 0) return pause_forever();
  if (count == 4 && strcmp(words[1], "chatty") == 0) return chatty(atol(words[2]), atoi(words[3]));
  if (count == 4 && strcmp(words[1], "ready") == 0) return ready(atol(words[2]), words[3]);
  if (count == 3 && strcmp(words[1], "end") == 0) return pass(atol(words[2]));
  if (count == 3 && strcmp(words[1], "check") == 0) return access(words[2], F_OK) == 0 ? 0 : 1;
  fprintf(stderr, "container: unknown command\n");
  return 2;
}
