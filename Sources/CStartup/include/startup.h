// What the executable `mini` needs before Swift code runs, or below it.
#ifndef MINI_STARTUP_H
#define MINI_STARTUP_H

/// The process's arguments, its own name first, as main was given them. (Swift reads them from /proc,
/// and ends the process where there is none.)
int mini_argument_count(void);
char **mini_arguments(void);

/// Takes back what was set for Swift's runtime, so that programs that are started do not see it.
void mini_restore_environment(void);

/// The path that the process was started by, perhaps relative to the working directory of then.
const char *mini_executable_path(void);

#endif
