#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif

// Between vfork and exec the child shares the memory of this process. It may make system calls
// only, and no signal handler may run. See vfork(2), signal-safety(7).

static void set(const sigset_t *signals, void (*effect)(int)) {
  struct sigaction action = {.sa_handler = effect};
  for (int number = 1; number < NSIG; number += 1)
    if (sigismember(signals, number) == 1) sigaction(number, &action, NULL);
}

/// Returns the descriptor to copy onto stream `number`, or -1 with `errno` set. It is above 2, or
/// `number` itself, so no later dup2 overwrites it.
static int source(int stream, int number) {
  int fd = stream;
  if (stream == MINI_STREAM_EMPTY) {
    fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    // No /dev in the root folder. Reads and writes of a folder fail.
    if (fd < 0) fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  if (fd < 0 || fd > STDERR_FILENO || fd == number) return fd;
  return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/// Returns 0 on failure, with `errno` set.
static int setStreams(const struct mini_launch *launch) {
  const int streams[3] = {launch->input, launch->output, launch->errors};
  int sources[3];
  for (int number = 0; number < 3; number += 1) {
    if (streams[number] == MINI_STREAM_KEPT) continue;
    sources[number] = source(streams[number], number);
    if (sources[number] < 0) return 0;
  }
  for (int number = 0; number < 3; number += 1) {
    if (streams[number] == MINI_STREAM_KEPT) continue;
    if (sources[number] == number) {
      if (fcntl(number, F_SETFD, 0) != 0) return 0;
    } else if (dup2(sources[number], number) < 0) {
      return 0;
    }
  }
  return 1;
}

/// Marks all descriptors above 2 close-on-exec.
static void closeOthers(void) {
  if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11. Descriptors above 65,535, or above a limit that was lowered later, stay
  // open.
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  rlim_t count = limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
  for (int fd = STDERR_FILENO + 1; (rlim_t)fd < count; fd += 1) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void raiseStack(rlim_t bytes) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= bytes) return;
  limit.rlim_cur = limit.rlim_max < bytes ? limit.rlim_max : bytes;
  setrlimit(RLIMIT_STACK, &limit);
}

/// Runs in the child. Returns only if the program cannot be executed, with the error number.
static int become(const struct mini_launch *launch, pid_t parent, const sigset_t *blocked) {
  if (launch->endsWithThread) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    // If the parent ended before prctl, no signal comes.
    if (getppid() != parent) return ECHILD;
  }
  if (launch->leadsGroup && setpgid(0, 0) != 0) return errno;
  if (launch->folder >= 0 && fchdir(launch->folder) != 0) return errno;
  if (!setStreams(launch)) return errno;
  if (launch->closesOthers) closeOthers();
  if (launch->stackBytes > 0) raiseStack(launch->stackBytes);
  set(&launch->usual, SIG_DFL);
  set(&launch->ignored, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, launch->blocksNone ? &none : blocked, NULL);
  execve(launch->path, launch->arguments, launch->environment);
  return errno;
}

pid_t mini_launch(const struct mini_launch *launch, int *problem) {
  sigset_t all, blocked;
  sigfillset(&all);
  pid_t parent = getpid();
  volatile int failure = 0;
  pthread_sigmask(SIG_SETMASK, &all, &blocked);
  // vfork, because fork first copies the page tables, which is slow in a large process.
  pid_t child = vfork();
  if (child == 0) {
    failure = become(launch, parent, &blocked);
    _exit(127);
  }
  int problemOfFork = errno;
  pthread_sigmask(SIG_SETMASK, &blocked, NULL);
  if (child < 0) {
    *problem = problemOfFork;
    return -1;
  }
  if (failure != 0) {
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    *problem = failure;
    return -1;
  }
  return child;
}
