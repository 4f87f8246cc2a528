"""Writes the manual pages of mini and of its commands, from the texts of its help.

usage: python3 -B Tests/Scripts/manual.py MINI FOLDER

FOLDER gets man1/mini.1, a page man1/mini-COMMAND.1 for each command, and man7/mini-TOPIC.7 for each
page that `mini help` has beside those of commands. The texts are those that `--experimental-dump-help`
of swift-argument-parser prints as JSON.
"""

import json
import os
import re
import subprocess
import sys

TOPICS = {"language": "the language Mini on one page", "debugging": "how to use gdb with Mini programs",
          "exit-status": "the exit statuses of mini"}
SOURCE = "mini"


def escaped(text):
    """Text as roff takes it, in ASCII: hyphens can be copied, and nothing is a request or an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found.group()):04X}]", text)
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def literal(lines):
    """Lines that are not filled."""
    return [".nf", ".RS 4", *map(escaped, lines), ".RE", ".fi"]


def body(text):
    """A discussion: paragraphs, and indented lines, which stay as they are."""
    out, heads = [], re.compile(r"^([A-Z][A-Z ]+):$")
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.split("\n")
        head = heads.match(lines[0])
        if head:
            out.append(f".SH {head.group(1)}")
            lines = lines[1:]
        elif out and not out[-1].startswith(".SH"):
            out.append(".PP")
        plain = []
        while lines and not lines[0].startswith(" "):
            plain.append(lines.pop(0))
        out += [escaped(line) for line in plain]
        if lines:
            out += literal(line[2:] if line.startswith("  ") else line for line in lines)
    return out


def names(argument):
    """The forms of an option: \\fB\\-o\\fR \\fIfile\\fR."""
    value = f"\\fI{escaped(argument['valueName'])}\\fR" if argument["kind"] == "option" else None
    forms = []
    for name in argument.get("names", []):
        dashes = "--" if name["kind"] == "long" else "-"
        form = f"\\fB{escaped(dashes + name['name'])}\\fR"
        forms.append(f"{form} {value}" if value else form)
    return ", ".join(forms)


def arguments(command):
    """The sections of arguments and options."""
    shown = [one for one in command.get("arguments", []) if one.get("shouldDisplay", True)]
    places = [one for one in shown if one["kind"] == "positional"]
    options = [one for one in shown if one["kind"] != "positional"]
    out = []
    for title, group in (("ARGUMENTS", places), ("OPTIONS", options)):
        if group:
            out.append(f".SH {title}")
        for one in group:
            tag = names(one) if one["kind"] != "positional" else f"\\fI{escaped(one['valueName'])}\\fR"
            out += [".TP", tag, escaped(one.get("abstract", "").replace("\n", " ")) or "\\&"]
    return out


def synopsis(usage, words):
    """The lines behind USAGE in the text of a help, which begin with these words."""
    out = []
    for line in filter(None, (line.strip() for line in usage.split("\n"))):
        rest = line[len(words):].strip()
        out += [f"\\fB{escaped(words)}\\fR" + (f" {escaped(rest)}" if rest else ""), ".br"]
    return out[:-1]


def head(title, section, abstract):
    """The beginning of a page."""
    return [f".\\\" Made by 'make install' from the help of mini.", f'.TH {escaped(title.upper())} {section} "" {SOURCE} "Mini"',
            ".SH NAME", f"{escaped(title)} \\- {escaped(abstract[:1].lower() + abstract[1:].rstrip('.'))}"]


def page(command, usage, parents):
    """The page of a command."""
    title = "-".join(parents + [command["commandName"]])
    out = head(title, 1, command["abstract"]) + [".SH SYNOPSIS"] + synopsis(usage, " ".join(parents + [command["commandName"]]))
    discussion = command.get("discussion", "")
    parts = re.split(r"\n\n(?=[A-Z][A-Z ]+:\n)", "\n\n" + discussion.strip(), maxsplit=1)
    described = parts[0].strip("\n")
    out += [".SH DESCRIPTION", escaped(command["abstract"])]
    if described:
        out += [".PP"] + body(described)
    out += arguments(command)
    if len(parts) > 1:
        out += body(parts[1])
    commands = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    if commands:
        out.append(".SH COMMANDS")
        for one in sorted(commands, key=lambda one: one["commandName"]):
            out += [".TP", f"\\fB{escaped(title + '-' + one['commandName'])}\\fR(1)", escaped(one["abstract"])]
    out += [".SH SEE ALSO"]
    related = [f"\\fBmini\\fR(1)"] if parents else []
    out.append(", ".join(related + [f"\\fBmini\\-{escaped(topic)}\\fR(7)" for topic in TOPICS]))
    return title + ".1", "\n".join(out) + "\n"


def topic(name, text):
    """The page of a topic, as it is."""
    title = f"mini-{name}"
    return title + ".7", "\n".join(
        head(title, 7, TOPICS[name]) + [".SH DESCRIPTION"] + literal(text.rstrip("\n").split("\n"))
        + [".SH SEE ALSO", "\\fBmini\\fR(1)"]) + "\n"


def main():
    mini, folder = os.path.realpath(sys.argv[1]), sys.argv[2]
    environment = dict(os.environ, COLUMNS="80")

    def run(*words):
        return subprocess.run([mini, *words], env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout

    def usage(*words):
        text = run("help", *words)
        return re.sub(r"\s*\n +(?=[\[<-])", " ", text.split("USAGE: ", 1)[1].split("\n\n", 1)[0])

    root = json.loads(run("--experimental-dump-help"))["command"]
    pages = [page(root, usage(), [])]
    pages += [page(one, usage(one["commandName"]), [root["commandName"]])
              for one in root["subcommands"] if one["commandName"] != "help"]
    pages += [topic(name, run("help", name)) for name in TOPICS]
    for name, text in pages:
        path = os.path.join(folder, "man" + name[-1], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
