// The loop of a program of tests, which runs each in a process of its own.

#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/// Reads or writes a number; false at the end of the file and for an error.
static bool transfer(int file, int32_t *number, bool is_read) {
  ssize_t count;
  do {
    count = is_read ? read(file, number, sizeof *number) : write(file, number, sizeof *number);
  } while (count < 0 && errno == EINTR);
  return count == sizeof *number;
}

/// Opens a file as one of the standard streams.
static bool open_stream(const char *path, int flags, int stream) {
  int file = open(path, flags, 0600);
  return file >= 0 && dup2(file, stream) == stream && close(file) == 0;
}

/// The conditions of a test: no input; the file N.out for its output; the new folder N as its working
/// directory; an end after some seconds, and with the process that waits for it.
static bool enter(int32_t test, int seconds) {
  char name[32];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  snprintf(name, sizeof name, "%d.out", test);
  if (!open_stream(name, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 1)) return false;
  if (dup2(1, 2) != 2 || !open_stream("/dev/null", O_RDONLY, 0)) return false;
  snprintf(name, sizeof name, "%d", test);
  if (mkdir(name, 0700) != 0 || chdir(name) != 0) return false;
  alarm((unsigned)seconds);
  return true;
}

/// Takes the numbers of tests from standard input, and answers on standard output with the status of
/// each one's process as in waitpid(2), or with -1 if there was none.
///
/// Returns a test's number in the process that is to run it, and in no other.
int32_t mini_test_next(char **words) {
  int32_t test;
  while (transfer(0, &test, true)) {
    int32_t status = -1;
    pid_t child = fork();
    if (child == 0) {
      if (enter(test, atoi(words[1]))) return test;
      _exit(103);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (!transfer(1, &status, false)) break;
  }
  _exit(0);
}
