// Starts child processes. The system calls between fork and exec are in C, because Swift guarantees
// nothing for a thread that shares its memory with another process.
#ifndef MINI_LAUNCH_H
#define MINI_LAUNCH_H

#include <signal.h>
#include <sys/types.h>

/// A stream that the child inherits.
#define MINI_STREAM_KEPT -1
/// A stream that is empty for reads and discards writes.
#define MINI_STREAM_EMPTY -2

/// Describes how to start a child. The caller owns everything that is pointed to.
struct mini_launch {
  const char *path;
  /// Both end with a null pointer.
  char *const *arguments;
  char *const *environment;
  /// The child's working directory; -1: inherited.
  int folder;
  /// Descriptors, or one of the constants above.
  int input, output, errors;
  /// Whether the child leads its own process group.
  int leadsGroup;
  /// Whether SIGKILL ends the child when the calling *thread* ends, with its process or before it.
  int endsWithThread;
  /// Whether the child inherits only its three streams.
  int closesOthers;
  /// Minimum for the child's soft stack limit, as far as the hard limit allows; 0: unchanged.
  unsigned long stackBytes;
  /// Signals that get their default effect, and signals that are ignored; others are inherited.
  /// Together they must cover every signal that has a handler in this process.
  sigset_t usual, ignored;
  /// Whether the child starts with no signal blocked. Otherwise it inherits the calling thread's
  /// mask.
  int blocksNone;
};

/// Starts a child.
///
/// Returns its process number. On failure, no child exists: returns -1 and stores the error number
/// in `problem`.
pid_t mini_launch(const struct mini_launch *launch, int *problem);

#endif
