"""Runs a command on its own terminal, presses Ctrl-C when its program runs, and prints what remains.

Usage: interrupt_watch.py COMMAND...
"""

import os
import pty
import select
import sys
import termios
import time

SECONDS_MAX = 60


def children(process):
    """The child processes of all of a process's threads."""
    found = []
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
    except FileNotFoundError:
        pass
    return found


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def main():
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    before = termios.tcgetattr(terminal)
    end = time.monotonic() + SECONDS_MAX
    said = b""
    while b"[watch] running" not in said:
        if time.monotonic() > end:
            sys.exit(f"it does not run anything: {said!r}")
        if select.select([terminal], [], [], 0.1)[0]:
            said += os.read(terminal, 65536)
    programs = []
    while not programs and time.monotonic() < end:
        programs = children(process)
    os.write(terminal, b"\x03")
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            sys.exit("Ctrl-C does not end it")
        time.sleep(0.01)
    while any(is_alive(program) for program in programs) and time.monotonic() < end:
        time.sleep(0.01)
    if any(is_alive(program) for program in programs):
        sys.exit("its program still runs")
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {status}"
    state = "unchanged" if termios.tcgetattr(terminal) == before else "changed"
    noun = "program" if len(programs) == 1 else "programs"
    print(f"ended by {how}; {len(programs)} {noun} ended; terminal {state}")


main()
