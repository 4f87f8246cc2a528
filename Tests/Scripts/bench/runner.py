"""Starts programs and measures them, as a small process of its own.

The peak memory that Linux reports for a program includes the peak of the process that started it,
because it is kept across exec. The generator of projects is large, so it lets this process start the
programs. This module imports as little as it can.

It reads requests from standard input and writes answers to standard output, both with `marshal`:
(argv, environment, folder, input path, output path) → (nanoseconds, seconds of processor time, exit
status, peak KiB, bytes written, text on standard error). The bytes are those of all write calls of the program and its
children, without the text on standard error.
"""

import marshal
import os
import sys
import time


def measure(argv, environment, folder, source, sink, messages):
    os.ftruncate(messages, 0)
    os.lseek(messages, 0, os.SEEK_SET)
    os.chdir(folder)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, source, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, sink, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, messages, 2),
    ]
    start = time.perf_counter_ns()
    child = os.posix_spawn(argv[0], argv, environment, file_actions=actions)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    end = time.perf_counter_ns()
    with open(f"/proc/{child}/io", "rb") as file:  # still readable before the wait
        written = next(int(line.split()[1]) for line in file if line.startswith(b"wchar:"))
    _, status, usage = os.wait4(child, 0)
    said = os.pread(messages, 1 << 24, 0)
    return (
        end - start, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status),
        usage.ru_maxrss, written - len(said), said[-4000:])


def main():
    messages = os.memfd_create("messages")
    while True:
        try:
            request = marshal.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = measure(*request, messages)
        except OSError as error:
            answer = str(error)
        marshal.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


main()
