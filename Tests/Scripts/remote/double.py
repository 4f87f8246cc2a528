#!/usr/bin/env python3
"""Stands for mini-remote in tests: speaks its protocol on a pipe, and stores results in a folder.

MINI_TEST_REMOTE is MODE:FOLDER. In the mode `honest` it does what mini-remote does with a server; each
of the others has one fault. A mode `run-X` finds nothing, and has the fault X when it runs actions, whose
results it takes from the folder. The mode `workers-N-MS` runs actions as N workers do that take MS
milliseconds for each; `run-lacking` lacks the compiler. Every request is appended to FOLDER/log, but only
the first action that is run.
"""

import os
import select
import struct
import sys
import time

MODE, FOLDER = os.environ["MINI_TEST_REMOTE"].split(":", 1)
STDOUT = sys.stdout.buffer
RUNS = MODE.startswith("run-")
if RUNS:
    MODE = MODE[len("run-"):]
WORKERS = MODE.startswith("workers-")


def block(data):
    return struct.pack("<I", len(data)) + data


def send(kind, payload=b""):
    STDOUT.write(struct.pack("<IB", len(payload), kind) + payload)
    STDOUT.flush()


def requests():
    """Yields (kind, payload)."""
    while True:
        head = exactly(5)
        if head is None:
            return
        size, kind = struct.unpack("<IB", head)
        yield kind, exactly(size)


def log(text):
    with open(os.path.join(FOLDER, "log"), "a", encoding="utf-8") as file:
        file.write(text + "\n")


class Reader:
    """Reads a payload."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self):
        return struct.unpack("<I", self.take(4))[0]

    def block(self):
        return self.take(self.number())

    def file(self):
        path = self.block()
        return path, self.take(1), self.take(40), self.block()


def encode(files):
    return struct.pack("<I", len(files)) + b"".join(
        block(path) + flag + digest + block(data) for path, flag, digest, data in files)


def digest(data):
    import hashlib
    return hashlib.sha256(data).digest() + struct.pack("<Q", len(data))


def faulty(files, others, exit_code):
    """The result of an action with the fault of the mode."""
    (path, flag, name, data), signature = files[0], files[1:]
    if MODE == "failed":
        exit_code = 1
    elif MODE == "flipped":
        data = data[:-1] + bytes([data[-1] ^ 1])
    elif MODE == "renamed":  # the bytes have the digest that the result names
        data = data[:-1] + bytes([data[-1] ^ 1])
        name = digest(data)
    elif MODE == "truncated":
        data = data[:-1]
    elif MODE == "other":
        return others[0], exit_code
    elif MODE == "unsigned":
        signature = []
    elif MODE == "executable":
        flag = b"\1"
    elif MODE == "missing":
        return signature, exit_code
    elif MODE == "doubled":
        return files + files, exit_code
    elif MODE == "forged":
        path_, flag_, _, bytes_ = signature[0]
        bytes_ = bytes_[:-1] + bytes([bytes_[-1] ^ 1])
        signature = [(path_, flag_, digest(bytes_), bytes_)]
    return [(path, flag, name, data)] + signature, exit_code


def read(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def find(payload):
    reader = Reader(payload)
    actions = [reader.take(40) for _ in range(reader.number())]
    log("find %d" % len(actions))
    send(1)
    known = sorted(name for name in os.listdir(FOLDER) if len(name) == 80)
    for number, action in enumerate(actions):
        if MODE in ("slow", "trickling") and not RUNS:
            time.sleep(0.05 if MODE == "slow" else 0.2)
        if RUNS or WORKERS or action.hex() not in known:
            send(3, struct.pack("<I", number))
            continue
        own = Reader(read(action.hex()))
        files = [own.file() for _ in range(own.number())]
        others = []
        for name in known:
            if name != action.hex():
                other = Reader(read(name))
                others.append([other.file() for _ in range(other.number())])
        files, exit_code = faulty(files, others, 0)
        send(2, struct.pack("<Ii", number, exit_code) + encode(files))
        if MODE == "cut" and not RUNS and number == len(actions) // 2:
            os._exit(1)
        if MODE == "stuck" and number == len(actions) // 2:
            time.sleep(60)


def result(action):
    own = Reader(read(action.hex()))
    return [own.file() for _ in range(own.number())]


returned = set()
runs = 0


def run(payload):
    """Answers one action, as a worker."""
    global runs
    reader = Reader(payload)
    number, action = reader.number(), reader.take(40)
    if runs == 0:
        log("run")
    runs += 1
    if MODE == "silent":
        time.sleep(60)
    if MODE == "stray":
        send(1)
    if MODE == "cut" and runs > 3:
        os._exit(1)
    if MODE == "slow":
        time.sleep(0.05)
    if MODE == "full" or MODE == "busy" and number % 3 == 0 and number not in returned:
        returned.add(number)
        return send(7, struct.pack("<I", number))
    if MODE == "broken":
        return send(8, struct.pack("<I", number) + block(b"no clang\x1b[31m here"))
    others = [result(bytes.fromhex(name)) for name in sorted(os.listdir(FOLDER))
              if len(name) == 80 and name != action.hex()] if MODE == "other" else []
    files, exit_code = faulty(result(action)[:1], others, 0)
    send(2, struct.pack("<Ii", number, exit_code) + encode(files))


def work(count, seconds):
    """Answers actions as workers do."""
    queue, busy = [], []  # payloads; (time of the end, payload)
    while True:
        now = time.monotonic()
        while busy and busy[0][0] <= now:
            run(busy.pop(0)[1])
        while queue and len(busy) < count:
            busy.append((now + seconds, queue.pop(0)))
        ready, _, _ = select.select([0], [], [], max(busy[0][0] - now, 0) if busy else None)
        if not ready:
            continue
        head = exactly(5)
        if head is None:
            return
        queue.append(exactly(struct.unpack("<IB", head)[0]))


def exactly(count):
    """Bytes of the standard input, without a buffer, so that `select` says whether there are more."""
    data = b""
    while len(data) < count:
        more = os.read(0, count - len(data))
        if not more:
            return None
        data += more
    return data


def store(results):
    for reader in results:
        action = reader.take(40)
        for _ in range(2):
            reader.block()
            if _ == 0:
                reader.take(40)
        files = [reader.file() for _ in range(reader.number())]
        with open(os.path.join(FOLDER, action.hex()), "wb") as file:
            file.write(encode(files))
    log("store %d" % len(results))
    send(4, struct.pack("<I", len(results)))
    send(6)


def main():
    if MODE == "dead":
        sys.exit(1)
    if MODE == "silent" and not RUNS:
        time.sleep(60)
    if MODE == "garbage":
        STDOUT.write(os.urandom(1 << 16))
        STDOUT.flush()
        time.sleep(60)
    if MODE == "huge":
        STDOUT.write(struct.pack("<IB", 0xFFFFFFFF, 2))
        STDOUT.flush()
        time.sleep(60)
    stored = []
    for kind, payload in requests():
        if kind == 2:
            if MODE == "refusing":
                send(5, block(b"UNAUTHENTICATED: no\x1b[31m token"))
                send(6)
                return
            if MODE == "endless" and not RUNS:
                while True:
                    send(1)
                    time.sleep(0.01)
            find(payload)
            if WORKERS:
                _, count, milliseconds = MODE.split("-")
                return work(int(count), int(milliseconds) / 1000)
            if not RUNS:
                return send(6)
        if kind == 5 and MODE != "lacking":
            run(payload)
        if kind == 6:
            log("toolchain %d" % Reader(payload).number())
            if MODE == "lacking":
                send(9)
        if kind == 3:
            stored.append(Reader(payload))
        if kind == 4:
            if MODE == "full" and not RUNS:
                send(5, block(b"RESOURCE_EXHAUSTED: the disk is full"))
                send(6)
                return
            return store(stored)


main()
