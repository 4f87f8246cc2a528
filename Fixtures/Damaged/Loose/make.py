#!/usr/bin/env python3
"""Makes the damaged loose objects of this folder anew: one file for each kind of damage.

A file is named <case>.<id>: the test puts it where the object <id> belongs. Wherever the case is about
something else than the digest, the id is the digest of what the file inflates to, so that nothing but
the fault in question can be what a reader trips over. Run it in this folder.
"""
import glob, hashlib, os, zlib

for old in glob.glob("*.*"):
    if len(old.rsplit(".", 1)[1]) == 64:
        os.remove(old)


def put(case, contents, inflated):
    digest = hashlib.sha256(inflated).hexdigest()
    with open(f"{case}.{digest}", "wb") as file:
        file.write(contents)


body = b"".join(b"line %d of a body that takes some room\n" % n for n in range(200))
sound = b"blob %d\0" % len(body) + body
stream = zlib.compress(sound, 6)

put("empty", b"", sound)
put("truncated-in-zlib-header", stream[:1], sound)
put("truncated-in-object-header", stream[:4], sound)
put("truncated-in-body", stream[: len(stream) // 2], sound)
put("truncated-in-checksum", stream[:-1], sound)
put("not-zlib", b"this is no zlib stream at all", sound)
put("zeros", bytes(len(stream)), sound)
put("flipped-byte", stream[:60] + bytes([stream[60] ^ 0x10]) + stream[61:], sound)
put("flipped-checksum", stream[:-1] + bytes([stream[-1] ^ 1]), sound)
dictionary = zlib.compressobj(zdict=b"line of a body")
put("needs-dictionary", dictionary.compress(sound) + dictionary.flush(), sound)
put("trailing-byte", stream + b"\0", sound)
put("two-streams", stream + stream, sound)
put("trailing-after-small", zlib.compress(b"blob 2\0hi") + b"x", b"blob 2\0hi")
put("other-body", zlib.compress(b"blob 5\0other"), b"blob 5\0right")
put("other-type", zlib.compress(b"tree 5\0right"), b"blob 5\0right")


def header(case, inflated):
    put("header-" + case, zlib.compress(inflated), inflated)


header("only", b"blob 0")
header("none", b"")
header("no-space", b"blob5\0hello")
header("two-spaces", b"blob  5\0hello")
header("no-size", b"blob \0hello")
header("no-nul", b"blob 5hello and nothing that ends it for a long time")
header("leading-zero", b"blob 05\0hello")
header("zero-twice", b"blob 00\0")
header("plus", b"blob +5\0hello")
header("minus", b"blob -5\0hello")
header("hex", b"blob 0x5\0hello")
header("space-after-size", b"blob 5 \0hello")
header("overflow", b"blob 18446744073709551621\0hello")
header("unknown-type", b"blub 5\0hello")
header("upper-case-type", b"BLOB 5\0hello")
header("empty-type", b" 5\0hello")
header("not-utf8", b"bl\xffb 5\0hello")

put("size-too-small", zlib.compress(b"blob 4\0hello"), b"blob 4\0hello")
put("size-too-small-long", zlib.compress(b"blob 4\0" + bytes(300000)), b"blob 4\0" + bytes(300000))
put("size-too-big", zlib.compress(b"blob 6\0hello"), b"blob 6\0hello")
put("size-lies-a-gigabyte", zlib.compress(b"blob 1073741824\0hello"), b"blob 1073741824\0hello")
put("size-beyond-the-limit", zlib.compress(b"blob 1073741825\0hello"), b"blob 1073741825\0hello")
put("size-beyond-all", zlib.compress(b"blob 9223372036854775807\0x"), b"blob 9223372036854775807\0x")
