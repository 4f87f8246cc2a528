"""Speaks with `mini lsp` through pygls, whose types of the protocol refuse malformed answers.

usage: .build/python/bin/python -B Tests/Scripts/editors/protocol.py MINI utf-8|utf-16

Prints the name of each check that passed.
"""

import asyncio
import os
import sys
import tempfile

from lsprotocol import types
from pygls.lsp.client import LanguageClient

MAIN = """import "shapes.mini";

/// Twice the area.
fn twice(shape: shapes.Shape) f64 { return 2.0 * shapes.area(shape); }

const size = 3 * 4;

fn main() {
    const side = f64(size);
    print("é𝄞", twice(.square(side)), size);
    for corner in [1, 2] {
        print(corner);
    }
}
"""
SHAPES = """enum Shape { square(f64), empty }

fn area(shape: Shape) f64 {
    switch shape {
        .square(side) { return side * side; }
        .empty { return 0.0; }
    }
}

test "an empty shape has no area" { assert(area(.empty) == 0.0); }
"""


class Session:
    def __init__(self, folder, encoding):
        self.client = LanguageClient("mini-tests", "1")
        self.folder, self.encoding = folder, encoding
        self.diagnostics = {}
        self.arrived = asyncio.Event()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(found):
            self.diagnostics[found.uri] = found
            self.arrived.set()

    def uri(self, name):
        return "file://" + os.path.join(self.folder, name)

    def document(self, name="main.mini"):
        return types.TextDocumentIdentifier(self.uri(name))

    def width(self, text):
        return len(text.encode("utf-8" if self.encoding == "utf-8" else "utf-16-le")) // (
            1 if self.encoding == "utf-8" else 2)

    def position(self, text, sought, offset=0, nth=1):
        """The position of the nth occurrence of a text, in the session's encoding."""
        at = -1
        for _ in range(nth):
            at = text.index(sought, at + 1)
        at += offset
        line = text.count("\n", 0, at)
        return types.Position(line, self.width(text[text.rfind("\n", 0, at) + 1:at]))

    def range(self, text, sought, nth=1):
        return types.Range(
            self.position(text, sought, 0, nth), self.position(text, sought, len(sought), nth))

    def open(self, name, text):
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(
            types.TextDocumentItem(self.uri(name), "mini", 1, text)))

    async def diagnostics_of(self, name, version):
        async def wait():
            while getattr(self.diagnostics.get(self.uri(name)), "version", None) != version:
                self.arrived.clear()
                await self.arrived.wait()

        await asyncio.wait_for(wait(), 20)
        return self.diagnostics[self.uri(name)].diagnostics

    def change(self, name, version, *changes):
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, self.uri(name)), list(changes)))

    def at(self, kind, text, sought, offset=0, nth=1, **rest):
        return kind(text_document=self.document(), position=self.position(text, sought, offset, nth), **rest)


def applied(session, text, edits):
    """The text after edits, none of which overlap."""
    lines = text.split("\n")

    def offset(position):
        line, width = lines[position.line], 0
        for index, character in enumerate(line):
            if width >= position.character:
                return sum(len(each) + 1 for each in lines[:position.line]) + index
            width += session.width(character)
        return sum(len(each) + 1 for each in lines[:position.line]) + len(line)

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[:offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end):]
    return text


def edits_of(change):
    """The edits of a workspace edit, by URI."""
    if change.changes:
        return change.changes
    return {each.text_document.uri: each.edits for each in change.document_changes}


async def initialize(session, mini):
    await session.client.start_io(mini, "lsp", cwd=session.folder)
    answer = await session.client.initialize_async(types.InitializeParams(
        process_id=os.getpid(), root_uri=session.uri("").rstrip("/"),
        capabilities=types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=[session.encoding]),
            text_document=types.TextDocumentClientCapabilities(
                document_symbol=types.DocumentSymbolClientCapabilities(
                    hierarchical_document_symbol_support=True)))))
    session.client.initialized(types.InitializedParams())
    assert (answer.capabilities.position_encoding or "utf-16") == session.encoding
    session.open("main.mini", MAIN)
    session.open("shapes.mini", SHAPES)
    return answer.capabilities


async def diagnostics(session):
    place = session.range(MAIN, "twice", 2)
    change = types.TextDocumentContentChangePartial(range=place, text="twise")
    session.change("main.mini", 2, change)
    found, = await session.diagnostics_of("main.mini", 2)
    assert found.range == place and found.code == "E0013" and "'twise'" in found.message, found
    assert found.severity == types.DiagnosticSeverity.Error
    actions = await session.client.text_document_code_action_async(types.CodeActionParams(
        session.document(), found.range, types.CodeActionContext([found])))
    edits, = [edits_of(action.edit) for action in actions if action.edit]
    broken = MAIN.replace("twice(.", "twise(.")
    assert applied(session, broken, edits[session.uri("main.mini")]) == MAIN
    whole = types.TextDocumentContentChangeWholeDocument(MAIN)
    session.change("main.mini", 3, whole)
    assert not await session.diagnostics_of("main.mini", 3)


async def hover(session):
    shown = await session.client.text_document_hover_async(
        session.at(types.HoverParams, MAIN, "twice(.", 2))
    assert "fn twice(shape: shapes.Shape) f64" in shown.contents.value, shown
    assert "Twice the area." in shown.contents.value
    shown = await session.client.text_document_hover_async(session.at(types.HoverParams, MAIN, "size);", 1))
    assert "12" in shown.contents.value, shown


async def definition(session):
    found = await session.client.text_document_definition_async(
        session.at(types.DefinitionParams, MAIN, "area(shape)", 1))
    place, = found if isinstance(found, list) else [found]
    assert place.uri == session.uri("shapes.mini")
    assert place.range.start == session.position(SHAPES, "area"), place
    found = await session.client.text_document_type_definition_async(
        session.at(types.TypeDefinitionParams, MAIN, "shape)", 1))
    place, = found if isinstance(found, list) else [found]
    assert place.uri == session.uri("shapes.mini")
    assert place.range.start == session.position(SHAPES, "Shape"), place


async def references(session):
    found = await session.client.text_document_references_async(session.at(
        types.ReferenceParams, MAIN, "size =", 1, context=types.ReferenceContext(True)))
    starts = sorted((place.range.start.line, place.range.start.character) for place in found)
    expected = [session.position(MAIN, "size", nth=nth) for nth in (1, 2, 3)]
    assert starts == [(place.line, place.character) for place in expected], found


async def rename(session):
    change = await session.client.text_document_rename_async(
        session.at(types.RenameParams, MAIN, "area(shape)", 1, new_name="surface"))
    edits = edits_of(change)
    assert applied(session, MAIN, edits[session.uri("main.mini")]) == MAIN.replace("s.area(", "s.surface(")
    assert applied(session, SHAPES, edits[session.uri("shapes.mini")]) == (
        SHAPES.replace("area(", "surface("))


async def completion(session):
    async def labels(text, sought, version):
        whole = types.TextDocumentContentChangeWholeDocument(text)
        session.change("main.mini", version, whole)
        found = await session.client.text_document_completion_async(
            session.at(types.CompletionParams, text, sought, len(sought)))
        return [item.label for item in getattr(found, "items", found)]

    found = await labels(MAIN.replace("shapes.area(", "shapes.("), "shapes.(", 4)
    found = await labels(MAIN.replace("shapes.area(", "shapes."), "2.0 * shapes.", 5)
    assert "area" in found and "Shape" in found and "twice" not in found, found
    found = await labels(MAIN.replace("print(corner)", "print(cor)"), "print(cor", 6)
    assert "corner" in found and "twice" in found, found
    found = await labels(MAIN.replace(".square(side)", "."), "twice(.", 7)
    assert "square" in found and "empty" in found, found
    session.change("main.mini", 8, types.TextDocumentContentChangeWholeDocument(MAIN))


async def signature(session):
    shown = await session.client.text_document_signature_help_async(
        session.at(types.SignatureHelpParams, MAIN, "twice(.", 6))
    assert shown.signatures[0].label == "twice(shape: shapes.Shape) f64", shown


async def symbols(session):
    found = await session.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(session.document()))
    assert [symbol.name for symbol in found] == ["twice", "size", "main"], found
    found = await session.client.workspace_symbol_async(types.WorkspaceSymbolParams("area"))
    assert [symbol.name for symbol in found] == ["area"], found
    assert found[0].location.uri == session.uri("shapes.mini")


async def tokens(session):
    found = await session.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(session.document()))
    line = character = 0
    starts = set()
    for index in range(0, len(found.data), 5):
        lines, characters = found.data[index:index + 2]
        line, character = line + lines, characters + (0 if lines else character)
        starts.add((line, character))
    place = session.position(MAIN, "twice", nth=2)
    assert (place.line, place.character) in starts, starts


async def folding(session):
    found = await session.client.text_document_folding_range_async(
        types.FoldingRangeParams(session.document()))
    assert (7, 12) in {(each.start_line, each.end_line) for each in found} or (
        7, 13) in {(each.start_line, each.end_line) for each in found}, found


async def selection(session):
    found, = await session.client.text_document_selection_range_async(types.SelectionRangeParams(
        session.document(), [session.position(MAIN, "corner);", 2)]))
    assert found.range == session.range(MAIN, "corner", 2), found
    assert found.parent.range.start < found.range.end


async def formatting(session):
    ugly = MAIN.replace("    print(corner);", "print( corner );")
    session.change("main.mini", 9, types.TextDocumentContentChangeWholeDocument(ugly))
    edits = await session.client.text_document_formatting_async(types.DocumentFormattingParams(
        session.document(), types.FormattingOptions(4, True)))
    assert applied(session, ugly, edits) == MAIN
    session.change("main.mini", 10, types.TextDocumentContentChangeWholeDocument(MAIN))


async def hints(session):
    found = await session.client.text_document_inlay_hint_async(types.InlayHintParams(
        session.document(), types.Range(types.Position(0, 0), types.Position(14, 0))))
    places = {(hint.position.line, hint.position.character): hint.label for hint in found}
    place = session.position(MAIN, "corner", 6)
    assert "i32" in str(places[place.line, place.character]), places


async def lenses(session):
    found = await session.client.text_document_code_lens_async(
        types.CodeLensParams(session.document("shapes.mini")))
    assert {lens.range.start.line for lens in found} == {9}
    assert "mini.runTest" in {lens.command.command for lens in found}


async def end(session):
    await session.client.shutdown_async(None)
    session.client.exit(None)
    status = await asyncio.wait_for(session.client._server.wait(), 20)
    assert status == 0, status
    await session.client.stop()


CHECKS = {
    diagnostics: None, hover: "hover_provider", definition: "definition_provider",
    references: "references_provider", completion: "completion_provider",
    signature: "signature_help_provider", symbols: "document_symbol_provider",
    tokens: "semantic_tokens_provider", folding: "folding_range_provider",
    selection: "selection_range_provider", formatting: "document_formatting_provider",
    hints: "inlay_hint_provider", rename: "rename_provider", lenses: "code_lens_provider", end: None,
}


async def main():
    mini, encoding = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HOME=folder, XDG_CACHE_HOME=folder + "/cache")
        folder = os.path.realpath(folder)
        for name, text in ("main.mini", MAIN), ("shapes.mini", SHAPES):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        session = Session(folder, encoding)
        abilities = await initialize(session, mini)
        for check, ability in CHECKS.items():
            if ability and not getattr(abilities, ability):
                print(f"{check.__name__}: the server has no {ability}")
                continue
            try:
                await asyncio.wait_for(check(session), 30)
                print(f"{check.__name__}: passed")
            except Exception as failure:
                print(f"{check.__name__}: failed: {failure!r}")


asyncio.run(main())
