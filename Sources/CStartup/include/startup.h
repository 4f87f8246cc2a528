// Code that the executable `mini` needs before Swift code runs, or below it.
#ifndef MINI_STARTUP_H
#define MINI_STARTUP_H

/// The process's arguments as passed to main, program name first. (Swift reads them from /proc, and
/// ends the process if there is none.)
int mini_argument_count(void);
char **mini_arguments(void);

/// Removes the variable that was set for Swift's runtime, so that child processes do not inherit
/// it.
void mini_restore_environment(void);

/// The path that the process was started with, perhaps relative to its first working directory.
const char *mini_executable_path(void);

#endif
