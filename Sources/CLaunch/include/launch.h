// Starts child processes: the few system calls between a fork and an exec, in C because Swift promises
// nothing of a thread that shares its memory with another process.
#ifndef MINI_LAUNCH_H
#define MINI_LAUNCH_H

#include <signal.h>
#include <sys/types.h>

/// A stream that the child has as this process has it.
#define MINI_STREAM_KEPT -1
/// A stream that has nothing to read and forgets what is written.
#define MINI_STREAM_EMPTY -2

/// How a child is started. The caller owns everything that is pointed to.
struct mini_launch {
  const char *path;
  /// Both end with a null pointer.
  char *const *arguments;
  char *const *environment;
  /// The child's working directory; -1: this process's.
  int folder;
  /// Descriptors, or one of the constants above.
  int input, output, errors;
  /// Whether the child leads a process group of its own.
  int leadsGroup;
  /// Whether SIGKILL ends the child when the calling *thread* ends, with its process or before it.
  int endsWithThread;
  /// Whether the child gets no descriptor but its three streams.
  int closesOthers;
  /// The limit of its stack, raised to this, as far as that is allowed; 0: as it is.
  unsigned long stackBytes;
  /// Signals that get their default effect, and signals that are ignored; others are as this process has
  /// them. Together they cover every signal that has a handler here.
  sigset_t usual, ignored;
  /// Whether the child blocks no signal; else those that the calling thread blocks.
  int blocksNone;
};

/// Starts a child.
///
/// Returns its number; or -1, with the error's number in `problem`: then there is no child.
pid_t mini_launch(const struct mini_launch *launch, int *problem);

#endif
