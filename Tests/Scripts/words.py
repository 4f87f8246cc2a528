"""Finds phrases that Style.md forbids ("Words"), and prints a replacement for each.

usage: python3 -B Tests/Scripts/words.py [PATH...]

Reads the comments and the texts (string literals with a blank) of all Swift files in Sources, the
comments of its C files, the pages of all .docc folders, and the pages at the top and in .github; or
only the given files. Prints one line per hit, `FILE:LINE: 'PHRASE': ADVICE`, and exits with 1 if
there is any.

A phrase is only forbidden where a plain one says the same, so the list contains only phrases that
are wrong nearly everywhere. Code spans and code blocks are not searched, nor is the part of Style.md
that lists the phrases. To add a phrase, add a row to RULES and run the script on the whole tree.
"""

import os
import re
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

START = r"(?:^|(?<=[.:;!] ))"
"""The beginning of a comment or a sentence."""

RULES = [(re.compile(pattern), advice) for pattern, advice in [
    (START + r"What (?!to |[^.?]*\?)[^ ]+", "start with the thing itself, or with a verb"),
    (START + r"Who (?![^.?]*\?)[^ ]+", "name the actor: 'the caller', 'a reader', 'gc'"),
    (r"\b[Ww]hoever\b", "name the actor: 'the caller', 'a reader', 'any process that'"),
    (r"\b(?:by|for|from|of|to) who\b", "name the actor: 'the caller', 'a reader', 'gc'"),
    (r"\banew\b", "'again', 'from scratch', or a verb with 're-': 'rewrites'"),
    (r"\b(?:is|are|was|were|be|been) told\b", "'is reported', 'is printed', 'gets'"),
    (r"\btells\b(?! apart)", "'reports', 'prints', 'shows'"),
    (r"\b(?:held|holds?|holding)\b[^.;:,]{1,40} against\b", "'compares … with'"),
    (r"\bheld against\b", "'compared with'"),
    (r"\b[Ss]tood\b|\b[Ss]tands?\b(?! for\b|-|still\b)", "'is in', 'is stored in', 'starts at'"),
    (r"\blies?\b(?! to\b)|\blay\b(?! out\b)", "'is in', 'is stored in', 'starts at'"),
    (r"\b(?:comes?|came|coming) to (?=\d|nothing|be\b|more|less|that|so\b|what|how)",
     "'is', 'amounts to'"),
    (r"\b[Tt]ake[sn]? in\b(?! (?:turns?|order|this|that|the|any)\b)", "'accepts', 'records', 'adds'"),
    (r"\bg(?:ives?|iven|ave) (?:back|away)\b", "'returns', 'frees', 'releases'"),
    (r"\b[Nn]obody\b|\b[Nn]o one\b", "'no process', 'no caller', 'nothing'"),
    (r"\b(?:he|his|him|himself)\b", "a process, a reader or a thread is 'it'"),
    (r"\bsome (?:ten|twenty|thirty|forty|fifty|dozen|hundred|thousand|million)s?\b",
     "'about N', 'a few hundred'"),
    (r"\bten thousands\b|\bthousand million\b", "'tens of thousands', 'billion'"),
    (r"(?<![Tt]here )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|later\b|such\b|way\b|\w+er\b)",
     "'is not a …'"),
    (r"(?<!order )\bof (?:no )?use\b|\bin vain\b", "'is (not) needed', 'has no effect'"),
    (START + r"So (?:many|much|few)\b", "say of what: 'Maximum number of entries'"),
    (r"\b[Mm]eanwhile\b", "'in the meantime', 'while …', 'concurrently'"),
    (r"\bas (?:\w+ ){1,3}(?:has|have) (?:it|them|one)\b", "'as in …', 'like …'"),
    (r"\ban? (?:bit|byte|call|file|folder|line|name|number|object|row|sentence|slot|thread) each\b",
     "'one … per …'"),
    (r"\bwithout a word\b", "'silently'"),
    (r"\b(?:believed|spared|restless)\b", "'trusted', 'saved', 'changing'"),
    (r", for (?:it|they|there|nothing|what|those that)\b", "'because'"),
    (r"\bmay or can ?not\b", "'cannot', or 'must not'"),
]]

COMMENT = re.compile(r"^\s*(?:///?|\*|/\*\*?)(?: (.*))?$")
TRAILING = re.compile(r"\s// (.*)$")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)* (?:[^"\\]|\\.)*)"')
INTERPOLATION = re.compile(r"\\\((?:[^()]|\([^()]*\))*\)")
SPAN = re.compile(r"``.*?``|`[^`]*`|<doc:[^>]*>|\]\([^)]*\)|<!--.*?-->|\"[^\"]{0,60}\"")


class Passage:
    """A run of text in a file: a comment block, a paragraph, a list item or a row of a table."""

    def __init__(self):
        self.text = ""
        self.starts = []

    def add(self, number, line):
        """Adds a line of the file. Code spans and quotations become blanks of the same length."""
        self.starts.append((len(self.text), number))
        self.text += line.strip() + " "

    def searched(self):
        return SPAN.sub(lambda match: "_" * len(match[0]), self.text)

    def line(self, offset):
        """The number of the line that contains an offset of the text."""
        return max(number for start, number in self.starts if start <= offset)


def comments(lines):
    """The comment blocks of a Swift or C file. Comments inside multi-line literals are not."""
    passage, is_literal = Passage(), False
    for number, line in enumerate(lines, 1):
        block = None if is_literal else COMMENT.match(line)
        if line.count('"""') % 2 == 1:
            is_literal = not is_literal
        if block and block[1]:
            passage.add(number, block[1])
            continue
        if passage.text:
            yield passage
            passage = Passage()
        trailing = None if is_literal or block else TRAILING.search(re.sub(r'"[^"]*"', '""', line))
        if trailing:
            one = Passage()
            one.add(number, trailing[1])
            yield one
    if passage.text:
        yield passage


def has_texts(path):
    """Whether a file's texts are searched. Diagnostics are not: they are reviewed with the language."""
    return path.endswith(".swift") and not re.search("/Mini(Front|Back)(E|e)nd/", path)


def texts(lines):
    """The string literals of a Swift file that contain a blank. Each line of a multi-line literal is a
    passage of its own. Interpolations become blanks."""
    is_literal = False
    for number, line in enumerate(lines, 1):
        if line.count('"""') % 2 == 1:
            is_literal = not is_literal
            continue
        if is_literal:
            found = [line.strip()]
        else:
            found = [] if COMMENT.match(line) else LITERAL.findall(line.split(" // ")[0])
        for text in found:
            one = Passage()
            one.add(number, INTERPOLATION.sub("_", text))
            yield one


def paragraphs(lines, skipped=None):
    """The paragraphs, list items, headings and table rows of a page, without the section `skipped`."""
    passage, is_code, is_skipped = Passage(), False, False
    for number, line in enumerate(lines, 1):
        if line.startswith("#") and not is_code:
            is_skipped = skipped is not None and line.strip() == skipped
        if line.startswith("```"):
            is_code = not is_code
        is_break = not line.strip() or line.startswith(("```", "#", "|", "- ", "    ")) or re.match(
            r"\d+\. ", line)
        if is_break and passage.text:
            yield passage
            passage = Passage()
        if is_code or is_skipped or line.startswith(("```", "    ")) or not line.strip():
            continue
        if line.startswith("|"):
            for cell in line.strip("|\n ").split("|"):
                one = Passage()
                one.add(number, cell)
                yield one
        else:
            passage.add(number, re.sub(r"^(?:#+|-|\d+\.) ", "", line))
    if passage.text:
        yield passage


def hits(path):
    """Yields (line, phrase, advice) for each forbidden phrase of a file."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if path.endswith(".md"):
        found = paragraphs(lines, "## Words" if path.endswith("Style.md") else None)
    else:
        found = [*comments(lines), *(texts(lines) if has_texts(path) else ())]
    for passage in found:
        text = passage.searched()
        for pattern, advice in RULES:
            for match in pattern.finditer(text):
                yield passage.line(match.start()), passage.text[match.start():match.end()], advice


def searched_files():
    """The pages at the top and in .github, and Sources' Swift files, C files and pages, sorted."""
    for folder in [ROOT, os.path.join(ROOT, ".github")]:
        for name in sorted(os.listdir(folder)):
            if name.endswith(".md"):
                yield os.path.join(folder, name)
    for folder, folders, names in os.walk(os.path.join(ROOT, "Sources")):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".swift", ".c", ".h", ".md")):
                yield os.path.join(folder, name)


def main():
    count = 0
    for path in [os.path.abspath(path) for path in sys.argv[1:]] or searched_files():
        for line, phrase, advice in sorted(hits(path)):
            print(f"{os.path.relpath(path, ROOT)}:{line}: '{phrase}': {advice}", file=sys.stderr)
            count += 1
    if count:
        print(f"words: {count} phrases that Style.md forbids", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
