"""Messages of protobuf as lists of fields, for the servers of tests: no class has to be generated."""


def varint(value):
    data = b""
    while value >= 0x80:
        data += bytes([value & 0x7F | 0x80])
        value >>= 7
    return data + bytes([value])


def number(data, at):
    """A number of variable length, and the place behind it."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def field(key, value):
    """A field: a number, or the bytes of a text, a blob or a message."""
    if isinstance(value, int):
        return varint(key << 3) + varint(value)
    return varint(key << 3 | 2) + varint(len(value)) + value


def fields(message):
    """All fields as (key, value), in their order."""
    found, at = [], 0
    while at < len(message):
        key, at = number(message, at)
        value, at = number(message, at)
        if key & 7 == 2:
            value, at = message[at:at + value], at + value
        elif key & 7 != 0:
            raise ValueError("a field of another kind")
        found.append((key >> 3, value))
    return found


def message(parts):
    return b"".join(field(key, value) for key, value in parts)
