// Runs before everything else; see startup.h.

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

// Ends the process, because the next file it opened would become a standard stream.
static void refuse(void) {
  static const char words[] = "mini: error: a standard stream is closed and cannot be replaced\n";
  if (write(STDERR_FILENO, words, strlen(words)) < 0) _exit(2);
  _exit(2);
}

// Opens a file for each standard stream that is closed. It is open in the wrong direction, so that
// reads and writes still fail.
static void fill_standard_streams(void) {
  struct pollfd files[3] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
  // One call in the usual case. It fails if the limit is below three descriptors.
  int count = poll(files, 3, 0);
  for (int fd = 0; fd < 3; fd++) {
    if (count < 0 ? fcntl(fd, F_GETFD) >= 0 : !(files[fd].revents & POLLNVAL)) continue;
    // open uses the lowest free number, which is this one.
    int filled = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
    if (filled < 0) filled = open("/", O_RDONLY | O_DIRECTORY);  // no /dev in the root folder
    if (filled != fd) refuse();
  }
}

static const char backtrace_variable[] = "SWIFT_BACKTRACE";
static int has_set_variable;

// Tells Swift's runtime that no backtrace program exists. Otherwise every start looks for it in
// eight places beside the executable, and the process ends if there is no /proc.
static void turn_backtraces_off(void) {
  if (getenv(backtrace_variable)) return;
  has_set_variable = setenv(backtrace_variable, "enable=no,swift-backtrace=/", 0) == 0;
}

void mini_restore_environment(void) {
  if (has_set_variable) unsetenv(backtrace_variable);
}

// glibc passes these three arguments to each initializer, in static executables too. The priority
// makes this one run before those of Swift's runtime, which have none.
__attribute__((constructor(101))) static void start(
    int count, char **arguments, char **environment) {
  (void)environment;
  turn_backtraces_off();
  argument_count = count;
  argument_list = arguments;
  fill_standard_streams();
}
