"""Colours Mini files by a TextMate grammar as VS Code does: with Oniguruma, line by line, the leftmost
match wins, and of several the first. Knows what our grammar uses: match, begin, end, captures, include.
"""

import json

import onigurumacffi


class Rule:
    """A rule; `patterns` is resolved when it is first used, because rules include each other."""

    def __init__(self, grammar, source):
        self.grammar = grammar
        self.name = source.get("name")
        self.opening = source.get("match") or source.get("begin")
        self.end = source.get("end")
        self.captures = source.get("captures") or source.get("beginCaptures") or {}
        self.end_captures = source.get("captures") or source.get("endCaptures") or {}
        self.source = source
        self.compiled = None

    def inner(self):
        """The set of expressions to look for in this rule, the end first, and their rules."""
        if self.compiled is None:
            rules = [None] if self.end else []
            rules += self.grammar.flattened(self.source.get("patterns", []))
            expressions = [self.end if rule is None else rule.opening for rule in rules]
            self.compiled = onigurumacffi.compile_regset(*expressions), rules
        return self.compiled


class Grammar:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            source = json.load(file)
        self.repository = source["repository"]
        self.rules = {}
        self.root = Rule(self, {"name": source["scopeName"], "patterns": source["patterns"]})

    def flattened(self, patterns):
        """The rules of a list with those that it includes, in order."""
        for pattern in patterns:
            if "include" in pattern:
                pattern = self.repository[pattern["include"].removeprefix("#")]
            if "match" in pattern or "begin" in pattern:
                rule = self.rules.get(id(pattern)) or Rule(self, pattern)
                yield self.rules.setdefault(id(pattern), rule)
            else:
                yield from self.flattened(pattern["patterns"])

    def scopes(self, text):
        """For each line the innermost scope of each character."""
        stack = [self.root]
        lines = []
        for line in text.split("\n"):
            line += "\n"
            colours = [None] * len(line)
            at = 0
            while at < len(line):
                expressions, rules = stack[-1].inner()
                index, match = expressions.search(line, at)
                if match is None:
                    break
                self.paint(colours, at, match.start(), self.name_of(stack))
                rule = rules[index]
                captures = stack[-1].end_captures if rule is None else rule.captures
                if rule is not None and rule.end:
                    stack.append(rule)
                name = self.name_of(stack + [rule] if rule is not None else stack)
                self.paint(colours, match.start(), match.end(), name)
                for number, capture in captures.items():
                    if match.start(int(number)) >= 0:
                        self.paint(colours, match.start(int(number)), match.end(int(number)), capture["name"])
                if rule is None:
                    stack.pop()
                elif match.end() == at:
                    raise SystemExit(f"a rule matches nothing in {line!r} at {at}")
                at = match.end()
            self.paint(colours, at, len(line), self.name_of(stack))
            lines.append(colours)
        return lines

    @staticmethod
    def name_of(stack):
        return next(rule.name for rule in reversed(stack) if rule.name)

    @staticmethod
    def paint(colours, start, end, name):
        colours[start:end] = [name] * (end - start)
