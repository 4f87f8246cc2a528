"""Types and deletes in all files with `mini lsp` beside it, and compares its state with a fresh server's.

usage: python3 -B Tests/Scripts/editors/keystrokes.py MINI SEED EDITS FILE...

Each file is opened with its text, changed EDITS times at random places, and asked about between edits.
Then a fresh server opens the texts as they are. Both must agree on the diagnostics, the symbols and all
else that has no place in it. Prints the number of edits and of requests.
"""

import os
import random
import re
import shutil
import sys
import tempfile

import client

PIECES = [*"{}()[];:,.\"'&?=+-/ \n", "//", "..", "fn ", "const x = ", "if ", "import \"", "enum ", "é", "𝄞", "\r\n",
          "test \"", "switch ", "0", "x", "text", "none", "return ", " orelse "]
"""What is typed, beside what the file has."""

WHOLE = {
    "documentSymbolProvider": ("documentSymbol", {}),
    "foldingRangeProvider": ("foldingRange", {}),
    "semanticTokensProvider": ("semanticTokens/full", {}),
    "codeLensProvider": ("codeLens", {}),
    "documentFormattingProvider": ("formatting", {"options": {"tabSize": 4, "insertSpaces": True}}),
}
"""Requests about a whole document."""

PLACED = {
    "hoverProvider": "hover",
    "definitionProvider": "definition",
    "typeDefinitionProvider": "typeDefinition",
    "completionProvider": "completion",
    "signatureHelpProvider": "signatureHelp",
    "referencesProvider": "references",
    "documentHighlightProvider": "documentHighlight",
    "renameProvider": "prepareRename",
}
"""Requests about a place."""

EXPECTED = (-32800, -32801, -32802, -32803)
"""Errors that are answers: cancelled, outdated, cannot be done."""


class Document:
    """A document as the client sees it: its text as UTF-8, because positions count bytes."""

    def __init__(self, path, text):
        self.path, self.uri, self.text, self.version = path, client.uri_of(path), text, 1

    def position(self, offset):
        lines = re.split(rb"\r\n|\n|\r", self.text[:offset])
        return {"line": len(lines) - 1, "character": len(lines[-1])}

    def boundary(self, offset):
        """The nearest offset before it at which a character begins, and no line feed after a return."""
        while 0 < offset < len(self.text) and (
                self.text[offset] & 0xC0 == 0x80 or self.text[offset - 1:offset + 1] == b"\r\n"):
            offset -= 1
        return offset

    def edit(self, chance):
        """Replaces some of the text at random; returns the change."""
        start = self.boundary(chance.randrange(len(self.text) + 1))
        end = self.boundary(min(len(self.text), start + chance.choice([0, 0, 0, 1, 1, 2, 5, 30, 200])))
        end = max(start, end)
        new = chance.choice(PIECES).encode()
        if self.text and chance.random() < 0.3:
            other = self.boundary(chance.randrange(len(self.text)))
            new = self.text[other:max(other, self.boundary(min(len(self.text), other + 20)))]
        elif end > start and chance.random() < 0.5:
            new = b""
        change = {"range": {"start": self.position(start), "end": self.position(end)}, "text": new.decode()}
        self.text = self.text[:start] + new + self.text[end:]
        self.version += 1
        return change


def settle(server, document):
    """Waits until the server has checked the document. Servers send diagnostics only if they change, so
    a wrong line comes and goes."""
    start = {"line": 0, "character": 0}
    for end, new in (start, "#\n"), ({"line": 1, "character": 0}, ""):
        document.version += 1
        server.change(document.uri, document.version, [{"range": {"start": start, "end": end}, "text": new}])
        server.diagnostics_of(document.uri, document.version)


def placed(server):
    """The methods about a place that the server has."""
    rename = server.abilities.get("renameProvider")
    return [method for ability, method in PLACED.items() if server.abilities.get(ability)
            and (ability != "renameProvider" or isinstance(rename, dict) and rename.get("prepareProvider"))]


def parameters(document, chance):
    offset = document.boundary(chance.randrange(len(document.text) + 1))
    return {"textDocument": {"uri": document.uri}, "position": document.position(offset),
            "context": {"includeDeclaration": True, "triggerKind": 1}}


def state(server, document, chance):
    """All that the server says about a document, at the same places for each server."""
    found = {"diagnostics": server.diagnostics[document.uri][1]}
    for ability, (method, rest) in WHOLE.items():
        if server.abilities.get(ability):
            found[method] = answer(server, server.ask(
                f"textDocument/{method}", {"textDocument": {"uri": document.uri}, **rest}))
    for method in placed(server):
        for _ in range(3):
            asked = parameters(document, chance)
            found[method, str(asked["position"])] = answer(server, server.ask(f"textDocument/{method}", asked))
    if isinstance(found.get("semanticTokens/full"), dict):
        found["semanticTokens/full"].pop("resultId", None)
    return found


def answer(server, number):
    """The answer, or the error's message."""
    try:
        return server.answer(number)
    except client.Refused as refusal:
        return f"error {refusal.args[0]}: {refusal.args[1]}"


def main():
    mini, seed, edits, *paths = sys.argv[1:]
    chance = random.Random(int(seed))
    requests = 0
    with tempfile.TemporaryDirectory() as home:
        folder = os.path.join(home, "project")
        environment = dict(os.environ, HOME=home, XDG_CACHE_HOME=home + "/cache")
        documents = []
        for number, path in enumerate(path for path in paths if os.path.isfile(path)):
            copy = os.path.join(folder, str(number))
            if os.path.dirname(path).endswith(("Backend", "Frontend", "Format", "Language", "Editors")):
                os.makedirs(copy)
                shutil.copy(path, os.path.join(copy, "main.mini"))
                opened = os.path.join(copy, "main.mini")
            else:
                shutil.copytree(os.path.dirname(path), copy, symlinks=True)
                opened = os.path.join(copy, os.path.basename(path))
            with open(opened, "rb") as file:
                documents.append(Document(opened, file.read()))
        server = client.Server(mini, folder, environment)
        methods = [f"textDocument/{method}" for method in placed(server)]
        for document in documents:
            history = []
            try:
                server.open(document.uri, document.text.decode())
                for _ in range(int(edits)):
                    history.append(document.edit(chance))
                    server.change(document.uri, document.version, history[-1:])
                    if methods and chance.random() < 0.3:
                        number = server.ask(chance.choice(methods), parameters(document, chance))
                        requests += 1
                        if chance.random() < 0.3:
                            server.notify("$/cancelRequest", {"id": number})
                        try:
                            server.answer(number)
                        except client.Refused as refusal:
                            if refusal.args[0] not in EXPECTED:
                                raise
                settle(server, document)
            except (client.Ended, client.Refused) as failure:
                raise SystemExit(f"{document.path}: {failure}\nafter {len(history)} edits: {history}") from None
        fresh = client.Server(mini, folder, environment)
        differences = 0
        for document in documents:
            fresh.open(document.uri, document.text.decode(), document.version)
            settle(fresh, document)
        for number, document in enumerate(documents):
            seeds = [random.Random(number), random.Random(number)]
            old, new = [state(each, document, seed) for each, seed in zip((server, fresh), seeds)]
            for key in new:
                if old.get(key) != new[key]:
                    print(f"{document.path}: {key}: {old.get(key)}\n  fresh: {new[key]}\n{document.text.decode()}")
                    differences += 1
        server.stop()
        fresh.stop()
    print(f"{len(documents) * int(edits)} edits in {len(documents)} files, {requests} requests between them,"
          f" {differences} differences from a fresh server")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
