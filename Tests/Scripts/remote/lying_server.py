#!/usr/bin/env python3
"""A server of the Remote Execution API with one fault, in front of a right one.

usage: lying_server.py MODE PORT-OF-THE-RIGHT-SERVER PORT

Calls are passed on as bytes. A fault changes the answers to reads: `flipped` changes a byte of object
code, `other` returns the first result for every action, `failed` says that the compiler failed,
`exhausted` refuses, `slow` and `silent` wait.
"""

import sys
import time
from concurrent import futures

import grpc

MODE, TARGET, PORT = sys.argv[1:4]
RESULT = "/build.bazel.remote.execution.v2.ActionCache/GetActionResult"
READS = (RESULT, "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchReadBlobs")
LIMITS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

channel = grpc.insecure_channel("127.0.0.1:" + TARGET, options=LIMITS)
first = {}


def changed(method, answer):
    if MODE == "flipped":
        at = answer.find(b"\x7fELF")
        if at >= 0:
            return answer[:at + 99] + bytes([answer[at + 99] ^ 1]) + answer[at + 100:]
    if MODE == "failed" and method == RESULT:
        return answer + b"\x20\x01"  # exit_code = 1: of two values the last one counts
    if MODE == "other" and method == RESULT:
        return first.setdefault(method, answer)
    return answer


def call(method):
    ask = channel.unary_unary(method)

    def answer(request, context):
        if method in READS:
            if MODE == "exhausted":
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many calls")
            if MODE in ("slow", "silent"):
                time.sleep(0.05 if MODE == "slow" else 60)
        try:
            return changed(method, ask(request, timeout=30))
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())

    return grpc.unary_unary_rpc_method_handler(answer)


class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        return call(details.method)


server = grpc.server(futures.ThreadPoolExecutor(64), handlers=[Handler()], options=LIMITS)
if server.add_insecure_port("127.0.0.1:" + PORT) == 0:
    sys.exit(1)
server.start()
# A test that is killed leaves no server behind for long.
time.sleep(300)
