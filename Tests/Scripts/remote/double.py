#!/usr/bin/env python3
"""Stands for mini-remote in tests: speaks its protocol on a pipe, and stores results in a folder.

MINI_TEST_REMOTE is MODE:FOLDER. In the mode `honest` it does what mini-remote does with a server; each
of the others has one fault. Every request is appended to FOLDER/log.
"""

import os
import struct
import sys
import time

MODE, FOLDER = os.environ["MINI_TEST_REMOTE"].split(":", 1)
STDIN, STDOUT = sys.stdin.buffer, sys.stdout.buffer


def block(data):
    return struct.pack("<I", len(data)) + data


def send(kind, payload=b""):
    STDOUT.write(struct.pack("<IB", len(payload), kind) + payload)
    STDOUT.flush()


def requests():
    """Yields (kind, payload)."""
    while True:
        head = STDIN.read(5)
        if len(head) < 5:
            return
        size, kind = struct.unpack("<IB", head)
        yield kind, STDIN.read(size)


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
        if MODE == "slow":
            time.sleep(0.05)
        if action.hex() not in known:
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
        if MODE == "cut" and number == len(actions) // 2:
            os._exit(1)
        if MODE == "stuck" and number == len(actions) // 2:
            time.sleep(60)
    send(6)


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
    if MODE == "silent":
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
            if MODE == "endless":
                while True:
                    send(1)
                    time.sleep(0.01)
            return find(payload)
        if kind == 3:
            stored.append(Reader(payload))
        if kind == 4:
            if MODE == "full":
                send(5, block(b"RESOURCE_EXHAUSTED: the disk is full"))
                send(6)
                return
            return store(stored)


main()
