#!/usr/bin/env python3
"""A server of the Remote Execution API with one fault, in front of a right one.

usage: lying_server.py MODE PORT-OF-THE-RIGHT-SERVER PORT [ADDRESS]

Calls are passed on as bytes. A fault changes the answers to reads: `flipped` changes a byte of object
code, `truncated` cuts some off, `other` returns the first result for every action, `failed` says that the
compiler failed, `exhausted` and `refusing` refuse, `slow` and `silent` wait; `cut` ends the server, and
`frozen` stops it, after a few. `unplugging` cuts the network of networks.sh then. `full` and `read-only`
refuse to store. `run-X` changes the answers to executions.
"""

import os
import signal
import subprocess
import sys
import time
from concurrent import futures

import grpc

from wire import field, number, varint

MODE, TARGET, PORT = sys.argv[1:4]
ADDRESS = sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1"
API = "/build.bazel.remote.execution.v2."
RESULT = API + "ActionCache/GetActionResult"
STORE = API + "ContentAddressableStorage/BatchUpdateBlobs"
EXECUTE = API + "Execution/Execute"
WRITE = "/google.bytestream.ByteStream/Write"
READS = (RESULT, API + "ContentAddressableStorage/BatchReadBlobs")
LIMITS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

channel = grpc.insecure_channel("127.0.0.1:" + TARGET, options=LIMITS)
first = {}
reads = []


def shortened(message):
    """A message without the ends of the ELF files in it."""
    out, at = b"", 0
    while at < len(message):
        key, end = number(message, at)
        size, start = number(message, end)
        if key & 7 != 2:
            out, at = out + message[at:start], start
            continue
        value, at = message[start:start + size], start + size
        if value.startswith(b"\x7fELF"):
            value = value[:-99]
        elif b"\x7fELF" in value:
            value = shortened(value)
        out += varint(key) + varint(len(value)) + value
    return out


def changed(method, answer):
    at = answer.find(b"\x7fELF")
    if at >= 0 and MODE == "flipped":
        return answer[:at + 99] + bytes([answer[at + 99] ^ 1]) + answer[at + 100:]
    if at >= 0 and MODE == "truncated":
        return shortened(answer)
    if MODE == "failed" and method == RESULT:
        return answer + b"\x20\x01"  # exit_code = 1: of two values the last one counts
    if MODE == "other" and method == RESULT:
        return first.setdefault(method, answer)
    return answer


def refuse(method, context):
    """The faults that need no answer of the right server."""
    if method in READS:
        reads.append(method)
        if MODE == "exhausted":
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many calls")
        if MODE == "refusing":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no token")
        if MODE in ("slow", "silent"):
            time.sleep(0.05 if MODE == "slow" else 60)
        if MODE == "cut" and len(reads) > 3:
            os._exit(0)
        if MODE == "frozen" and len(reads) > 3:
            os.kill(os.getpid(), signal.SIGSTOP)
        if MODE == "unplugging" and len(reads) > 3:
            subprocess.run(["ip", "link", "set", "server", "down"], check=True)
    if MODE == "full" and method == STORE:
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "the disk is full")
    if MODE == "read-only" and method == API + "ActionCache/UpdateActionResult":
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "only CI may write")
    if method == EXECUTE:
        reads.append(method)
        if MODE == "run-exhausted":
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many actions")
        if MODE == "run-silent":
            time.sleep(60)
        if MODE == "run-cut":
            os._exit(0)


def operation():
    """A whole answer to an execution; `None` for the right one's."""
    if MODE == "run-error":  # done, with an error: FAILED_PRECONDITION
        return b"\x18\x01" + field(4, b"\x08\x09" + field(2, b"no worker"))
    if MODE == "run-failed":
        return b"\x18\x01" + field(5, field(2, field(1, b"\x20\x01")))
    return None


def call(method):
    if method == EXECUTE:
        run = channel.unary_stream(method)

        def answers(request, context):
            refuse(method, context)
            if operation():
                yield operation()
                return
            try:
                yield from run(request, timeout=60)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())

        return grpc.unary_stream_rpc_method_handler(answers)
    if method == WRITE:
        send = channel.stream_unary(method)
        return grpc.stream_unary_rpc_method_handler(lambda pieces, _: send(pieces, timeout=60))
    ask = channel.unary_unary(method)

    def answer(request, context):
        refuse(method, context)
        try:
            return changed(method, ask(request, timeout=30))
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())

    return grpc.unary_unary_rpc_method_handler(answer)


class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        return call(details.method)


server = grpc.server(futures.ThreadPoolExecutor(96), handlers=[Handler()], options=LIMITS)
if server.add_insecure_port(ADDRESS + ":" + PORT) == 0:
    sys.exit(1)
server.start()
# A test that is killed leaves no server behind for long.
time.sleep(300)
