"""Compares the colours that editors give to Mini files with the lexer's tokens.

usage: python3 -B Tests/Scripts/editors/colours.py MINI EDITORS textmate|vim FILE...

EDITORS is the folder Sources/Editors. The first and the last character of each token must have one of
the colours of its class. Prints each token that has not, and the number of tokens.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

import tokens

TEXTMATE = {
    "declaration": ["storage.type"],
    "control": ["keyword.control"],
    "word operator": ["keyword.operator.word"],
    "constant": ["constant.language"],
    "type": ["support.type"],
    "name": ["variable.other", "entity.name", "support.function"],
    "number": ["constant.numeric"],
    "text": ["string.quoted"],
    "wrong": ["invalid.illegal"],
    "wrong literal": ["string.quoted", "invalid.illegal"],
    "punctuation": ["punctuation"],
    "operator": ["keyword.operator.mini"],
}
VIM = {
    "declaration": ["Keyword", "Structure", "Storage"],
    "control": ["Statement", "Conditional", "Repeat", "Include"],
    "word operator": ["WordOperator"],
    "constant": ["Boolean", "Constant"],
    "type": ["Type"],
    "name": ["", "Label", "Member", "Case", "EnumName", "Function", "TypeName", "Builtin", "Parentheses",
             "Brackets"],
    "number": ["Number", "Float"],
    "text": ["String", "Byte", "Path", "Escape"],
    "wrong": ["Invalid"],
    "wrong literal": ["String", "Byte", "Invalid", "Path"],
    "punctuation": ["", "Dot", "Bracket", "Brackets", "Parentheses", "Enum"],
    "operator": ["Operator"],
}


def read(path):
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        return file.read().replace("\r\n", "\n")


def textmate(editors, files):
    """For each file a function from a place to its scope."""
    import textmate as engine

    grammar = engine.Grammar(os.path.join(editors, "vscode/extension/syntaxes/mini.tmLanguage.json"))
    for path, _ in files:
        lines = grammar.scopes(read(path))
        yield lambda line, column: lines[line - 1][column - 1]


def vim(editors, files):
    """The same from Neovim, which is asked for the first and the last character of each token."""
    places = []
    for path, found in files:
        lines = read(path).split("\n")
        asked = {(token.line, column) for token in found for column in ends(token)}
        places.append([
            path, [[line, column, len(lines[line - 1][:column - 1].encode()) + 1]
                   for line, column in sorted(asked)]])
    with tempfile.TemporaryDirectory() as folder:
        question, answer = os.path.join(folder, "question"), os.path.join(folder, "answer")
        with open(question, "w", encoding="utf-8") as file:
            json.dump(places, file)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "colours.vim")
        run = subprocess.run(
            ["nvim", "--headless", "-n", "-i", "NONE", "-u", "NONE",
             "--cmd", f"set runtimepath^={editors}/vim", "-S", script],
            env=dict(os.environ, QUESTION=question, ANSWER=answer), capture_output=True, text=True)
        if run.returncode or run.stderr.strip():
            raise SystemExit(f"nvim: {run.stderr}")
        with open(answer, encoding="utf-8") as file:
            for (_, asked), groups in zip(places, json.load(file), strict=True):
                group = {(line, column): name for (line, column, _), name in zip(asked, groups, strict=True)}
                yield lambda line, column: group[line, column].removeprefix("mini")


def ends(token):
    return token.column, token.column + len(token.text) - 1


def main():
    mini, editors, kind, *paths = sys.argv[1:]
    paths = [path for path in paths if os.path.isfile(path)]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        files = list(zip(paths, pool.map(lambda path: tokens.tokens(mini, path), paths)))
    allowed, colours = (TEXTMATE, textmate) if kind == "textmate" else (VIM, vim)
    count = wrong = 0
    for (path, found), colour in zip(files, colours(editors, files), strict=True):
        for token in found:
            names = allowed[token.kind_class]
            for column in ends(token):
                name = colour(token.line, column)
                if not (any(name.startswith(each) for each in names) if kind == "textmate" else name in names):
                    print(f"{path}:{token} of the class '{token.kind_class}' has '{name}'")
                    wrong += 1
                    break
            count += 1
    print(f"{count} tokens, {wrong} in a wrong colour")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
