"""The tokens of Mini files, as `mini emit --tokens` prints them, and what an editor may make of each.

A class of tokens is what the lexer says, and `name` for a keyword that is in the place of a name:
after a '.', before the ':' of a field or a label, or as a case of an enum.
"""

import re
import subprocess

LINE = re.compile(r'^(\d+):(\d+) (\w+)(?: "(.*)")?$')
ESCAPE = re.compile(r'\\(n|"|\\|x[0-9a-f]{1,2})')

OPENING = {"leftParen": "(", "leftBracket": "[", "leftBrace": "{"}
CLOSING = {"rightParen", "rightBracket", "rightBrace"}
PUNCTUATION = OPENING.keys() | CLOSING | {"comma", "semicolon", "colon", "dot"}
CLASSES = {
    "declaration": "fn const var struct enum test",
    "control": "return if else while for in switch break continue import as",
    "word operator": "and or orelse",
    "constant": "true false none",
    "type": "u8 i32 u32 i64 u64 f64 bool text void",
    "name": "identifier underscore",
    "number": "integer float",
    "text": "string byte unterminatedString",
    "wrong": "invalid",
    "wrong literal": "invalidLiteral",
}
CLASS_OF = {kind: name for name, kinds in CLASSES.items() for kind in kinds.split()}


class Token:
    """A token: line and column from 1, in Unicode scalars; its kind and its text."""

    def __init__(self, line, column, kind, text):
        self.line, self.column, self.kind, self.text = int(line), int(column), kind, text
        self.is_name = False

    @property
    def kind_class(self):
        if self.is_name:
            return "name"
        if self.kind in PUNCTUATION:
            return "punctuation"
        return CLASS_OF.get(self.kind, "operator")

    def __str__(self):
        return f"{self.line}:{self.column} {self.kind} {self.text!r}"


def unescaped(text):
    def character(match):
        escape = match.group(1)
        if escape[0] == "x":
            return chr(int(escape[1:], 16))
        return "\n" if escape == "n" else escape

    return ESCAPE.sub(character, text)


def tokens(mini, path):
    """The tokens of a file, less the one at its end."""
    run = subprocess.run([mini, "emit", "--tokens", path], capture_output=True)
    found = []
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        if match := LINE.match(line):
            line, column, kind, text = match.groups()
            found.append(Token(line, column, kind, kind if text is None else unescaped(text)))
    if not found:
        raise SystemExit(f"{path}: no tokens: {run.stderr.decode()}")
    note_names(found)
    return found[:-1]


def note_names(found):
    """Marks the keywords that are in the place of names."""
    enclosures = []
    opens_enum = False
    for before, token, after in zip([None] + found, found, found[1:]):
        inside = enclosures[-1] if enclosures else ""
        is_keyword = token.kind == token.text and token.kind in CLASS_OF
        token.is_name = is_keyword and (
            before is not None and before.kind == "dot"
            or after.kind == "colon" and inside != "["
            or inside == "enum")
        if token.kind == "enum" and not token.is_name:
            opens_enum = True
        elif token.kind in OPENING:
            is_cases = opens_enum and token.kind == "leftBrace"
            enclosures.append("enum" if is_cases else OPENING[token.kind])
            opens_enum = opens_enum and not is_cases
        elif token.kind in CLOSING and enclosures:
            enclosures.pop()
