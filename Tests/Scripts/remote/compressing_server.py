#!/usr/bin/env python3
"""A server of the Remote Execution API that offers zstd, in front of a right one that does not.

usage: compressing_server.py MODE PORT-OF-THE-RIGHT-SERVER PORT LOG

It compresses what it sends and decompresses what it gets, but not blobs inside results. In the mode `plain`
it offers nothing; in `reading` it offers zstd for all but batches of updates. The other modes send wrong
frames for object code: `bomb` 128 MiB of zeros, `vast` the same with its size in the header, `truncated`,
`garbage`, `short` (all but the last byte), `other` (another blob of this size), `trailing` (other bytes behind
the frame), `unknown` (another compressor). With `streams-MODE` only streams are used: no blob fits in a batch.
For each blob LOG gets a line: read or update; batch, stream or inline; zstd or identity; the bytes that were
sent, and those of the blob.
"""

import os
import sys
import threading
import time
from concurrent import futures

import grpc
import zstandard

from wire import field, fields, message

MODE, TARGET, PORT, LOG = sys.argv[1:5]
STREAMS = MODE.startswith("streams-")
MODE = MODE.removeprefix("streams-")
API = "/build.bazel.remote.execution.v2."
CAPABILITIES = API + "Capabilities/GetCapabilities"
RESULT = API + "ActionCache/GetActionResult"
READ_BATCH = API + "ContentAddressableStorage/BatchReadBlobs"
UPDATE_BATCH = API + "ContentAddressableStorage/BatchUpdateBlobs"
EXECUTE = API + "Execution/Execute"
READ = "/google.bytestream.ByteStream/Read"
WRITE = "/google.bytestream.ByteStream/Write"
LIMITS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
ZSTD, PIECE = 1, 1 << 20

channel = grpc.insecure_channel("127.0.0.1:" + TARGET, options=LIMITS)
lock = threading.Lock()


def log(what, how, sent, blob):
    with lock, open(LOG, "a", encoding="utf-8") as file:
        file.write(f"{what} {how} {sent} {blob}\n")


def bomb(head):
    """128 MiB of zeros: blocks that repeat a byte."""
    blocks = [((128 << 10) << 3 | 1 << 1 | is_last).to_bytes(3, "little") + b"\0" for is_last in (0, 1)]
    return b"\x28\xb5\x2f\xfd" + head + blocks[0] * 1023 + blocks[1]


def frames(blob):
    """What is sent for a blob."""
    frame = zstandard.ZstdCompressor(level=3).compress(blob)
    if not blob.startswith(b"\x7fELF"):
        return frame
    if MODE == "bomb":  # a window of 128 KiB, and no size
        return bomb(b"\x00\x38")
    if MODE == "vast":
        return bomb(b"\xe0" + (128 << 20).to_bytes(8, "little"))
    if MODE == "truncated":
        return frame[:-9]
    if MODE == "garbage":
        return os.urandom(len(frame))
    if MODE == "short":
        return zstandard.ZstdCompressor().compress(blob[:-1])
    if MODE == "other":
        return zstandard.ZstdCompressor().compress(blob[:-9] + bytes(9))
    if MODE == "trailing":
        return frame + b"more"
    return frame


def content(frame, size):
    """The blob that a client has sent. It must have sent one whole frame."""
    decompressor = zstandard.ZstdDecompressor().decompressobj()
    blob = decompressor.decompress(frame)
    if len(blob) != size or not decompressor.eof or decompressor.unused_data:
        raise ValueError("these are not the frames of the blob")
    return blob


def size_of(digest):
    return dict(fields(digest)).get(2, 0)


def capabilities(request, context):
    """Those of the right server, with which an offer is merged."""
    more = b""
    if MODE != "plain":
        more += field(6, bytes([ZSTD]))
    if MODE not in ("plain", "reading"):
        more += field(7, bytes([ZSTD]))
    if STREAMS:
        more += field(4, 1)
    return unary(CAPABILITIES, request, context) + field(1, more)


def result(request, context):
    """A result with the files inside that the client wants there."""
    wanted = [value for key, value in fields(request) if key == 5]
    parts = []
    for key, value in fields(unary(RESULT, request, context)):
        file = dict(fields(value)) if key == 2 else {}
        if file.get(1) in wanted and not STREAMS:
            answer = dict(fields(unary(READ_BATCH, field(2, file[2]), context)))
            blob = dict(fields(answer[1]))[2]
            log("read inline", "identity", len(blob), len(blob))
            value += field(5, blob)
        parts.append((key, value))
    return message(parts)


def read_batch(request, context):
    asked = fields(request)
    accepted = b"".join(value for key, value in asked if key == 3)
    answer = unary(READ_BATCH, message(part for part in asked if part[0] != 3), context)
    responses = []
    for _, response in fields(answer):
        parts = dict(fields(response))
        blob = parts.get(2, b"")
        if blob and ZSTD in accepted:
            parts[2], parts[4] = frames(blob), ZSTD if MODE != "unknown" else 3
        log("read batch", "zstd" if 4 in parts else "identity", len(parts.get(2, b"")), len(blob))
        responses.append((1, message(parts.items())))
    return message(responses)


def update_batch(request, context):
    asked = []
    for key, value in fields(request):
        if key == 2:
            parts = dict(fields(value))
            data = parts.get(2, b"")
            how = "zstd" if parts.pop(3, 0) == ZSTD else "identity"
            if how == "zstd":
                if MODE in ("plain", "reading"):
                    context.abort(grpc.StatusCode.INVALID_ARGUMENT, "zstd was not offered")
                parts[2] = content(data, size_of(parts[1]))
            log("update batch", how, len(data), len(parts.get(2, b"")))
            value = message(parts.items())
        asked.append((key, value))
    return unary(UPDATE_BATCH, message(asked), context)


def read(request, context):
    """A stream of a blob."""
    parts = dict(fields(request))
    name = parts[1].decode()
    is_compressed = "compressed-blobs/zstd/" in name
    parts[1] = name.replace("compressed-blobs/zstd/", "blobs/").encode()
    try:
        pieces = channel.unary_stream(READ)(message(parts.items()), timeout=60)
        blob = b"".join(dict(fields(piece)).get(10, b"") for piece in pieces)
    except grpc.RpcError as error:
        context.abort(error.code(), error.details())
    data = frames(blob) if is_compressed else blob
    log("read stream", "zstd" if is_compressed else "identity", len(data), len(blob))
    for start in range(0, len(data), PIECE // 16):
        yield field(10, data[start:start + PIECE // 16])


def write(requests, context):
    """A stream with a blob. Offsets are those of the bytes that are sent."""
    name, data, is_done = "", b"", False
    for request in requests:
        parts = dict(fields(request))
        name = name or parts[1].decode()
        if is_done or parts.get(2, 0) != len(data):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "a piece is not at its place")
        data += parts.get(10, b"")
        is_done = parts.get(3, 0) == 1
    if not is_done:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the stream ends early")
    is_compressed = "/compressed-blobs/zstd/" in name
    blob = content(data, int(name.split("/")[-1])) if is_compressed else data
    log("update stream", "zstd" if is_compressed else "identity", len(data), len(blob))
    name = name.replace("compressed-blobs/zstd/", "blobs/")

    def pieces():
        for start in range(0, max(len(blob), 1), PIECE):
            end = min(start + PIECE, len(blob))
            yield message([(1, name.encode()), (2, start), (3, int(end == len(blob))), (10, blob[start:end])])

    try:
        channel.stream_unary(WRITE)(pieces(), timeout=60)
    except grpc.RpcError as error:
        context.abort(error.code(), error.details())
    return field(1, len(data))


def unary(method, request, context):
    try:
        return channel.unary_unary(method)(request, timeout=60)
    except grpc.RpcError as error:
        context.abort(error.code(), error.details())


def execute(request, context):
    try:
        yield from channel.unary_stream(EXECUTE)(request, timeout=60)
    except grpc.RpcError as error:
        context.abort(error.code(), error.details())


class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        method = details.method
        if method == EXECUTE:
            return grpc.unary_stream_rpc_method_handler(execute)
        if method == READ:
            return grpc.unary_stream_rpc_method_handler(read)
        if method == WRITE:
            return grpc.stream_unary_rpc_method_handler(write)
        own = {CAPABILITIES: capabilities, RESULT: result, READ_BATCH: read_batch, UPDATE_BATCH: update_batch}
        return grpc.unary_unary_rpc_method_handler(
            own.get(method, lambda request, context: unary(method, request, context)))


server = grpc.server(futures.ThreadPoolExecutor(96), handlers=[Handler()], options=LIMITS)
if server.add_insecure_port("127.0.0.1:" + PORT) == 0:
    sys.exit(1)
server.start()
# A test that is killed leaves no server behind for long.
time.sleep(300)
