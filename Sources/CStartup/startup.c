// What is done before anything else: see startup.h.

#include "startup.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static int argument_count;
static char **argument_list;

int mini_argument_count(void) { return argument_count; }

char **mini_arguments(void) { return argument_list; }

const char *mini_executable_path(void) { return (const char *)getauxval(AT_EXECFN); }

// Ends the process: what it opened next would be taken for a standard stream.
static void refuse(void) {
  static const char words[] = "mini: error: a standard stream is closed and cannot be replaced\n";
  if (write(STDERR_FILENO, words, strlen(words)) < 0) _exit(2);
  _exit(2);
}

// Puts something in the place of each standard stream that is closed. What is put there can be used the
// other way only, so that reads and writes fail as before.
static void fill_standard_streams(void) {
  struct pollfd files[3] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
  // One call where all is well. It is refused where fewer than three descriptors are allowed.
  int count = poll(files, 3, 0);
  for (int fd = 0; fd < 3; fd++) {
    if (count < 0 ? fcntl(fd, F_GETFD) >= 0 : !(files[fd].revents & POLLNVAL)) continue;
    // The lowest free number is this one.
    int filled = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
    if (filled < 0) filled = open("/", O_RDONLY | O_DIRECTORY);  // a root folder without /dev
    if (filled != fd) refuse();
  }
}

static const char backtrace_variable[] = "SWIFT_BACKTRACE";
static int has_set_variable;

// Says where Swift's runtime finds the program that prints backtraces: nowhere. It would look in eight places
// beside the executable, in each start, and end the process where there is no /proc.
static void turn_backtraces_off(void) {
  if (getenv(backtrace_variable)) return;
  has_set_variable = setenv(backtrace_variable, "enable=no,swift-backtrace=/", 0) == 0;
}

void mini_restore_environment(void) {
  if (has_set_variable) unsetenv(backtrace_variable);
}

// glibc gives these three to each initialiser, in static executables too. This one comes before those of
// Swift's runtime, which have no priority.
__attribute__((constructor(101))) static void start(
    int count, char **arguments, char **environment) {
  (void)environment;
  turn_backtraces_off();
  argument_count = count;
  argument_list = arguments;
  fill_standard_streams();
}
