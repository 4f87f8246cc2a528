"""A client of `mini lsp` for scripts that count and measure: one thread, one message after another."""

import json
import os
import subprocess
import urllib.parse


class Ended(Exception):
    """The server has ended."""


class Refused(Exception):
    """The server has answered with an error; its code and message."""


def uri_of(path):
    return "file://" + urllib.parse.quote(os.path.abspath(path))


class Server:
    """A running server. `diagnostics` has the last ones of each URI, with their version."""

    def __init__(self, mini, folder, environment=None):
        self.process = subprocess.Popen(
            [mini, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=folder, env=environment)
        self.last_id = 0
        self.answers = {}
        self.diagnostics = {}
        capabilities = {"general": {"positionEncodings": ["utf-8"]}}
        self.abilities = self.request("initialize", {
            "processId": os.getpid(), "rootUri": uri_of(folder), "capabilities": capabilities})["capabilities"]
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self.end() from None

    def notify(self, method, parameters):
        self.send({"method": method, "params": parameters})

    def ask(self, method, parameters):
        """Sends a request; returns its number for `answer`."""
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": parameters})
        return self.last_id

    def answer(self, number):
        while number not in self.answers:
            self.take()
        message = self.answers.pop(number)
        if "error" in message:
            raise Refused(message["error"]["code"], message["error"]["message"])
        return message["result"]

    def request(self, method, parameters):
        return self.answer(self.ask(method, parameters))

    def take(self):
        """Reads one message."""
        length = None
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            name, value = line.split(b":", 1)
            if name.lower() == b"content-length":
                length = int(value)
        if length is None:
            raise self.end()
        message = json.loads(self.process.stdout.read(length))
        if "method" not in message:
            self.answers[message["id"]] = message
        elif "id" in message:
            self.send({"id": message["id"], "result": None})
        elif message["method"] == "textDocument/publishDiagnostics":
            found = message["params"]
            self.diagnostics[found["uri"]] = found.get("version"), found["diagnostics"]

    def end(self):
        self.process.stdin.close()
        status = self.process.wait(timeout=20)
        return Ended(f"the server has ended with {status}: {self.process.stderr.read().decode()}")

    # Documents

    def open(self, uri, text, version=1):
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": "mini", "version": version, "text": text}})

    def change(self, uri, version, changes):
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def close(self, uri):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics_of(self, uri, version):
        """Waits for the diagnostics of a version of a document, which must differ from the last ones."""
        while self.diagnostics.get(uri, (None,))[0] != version:
            self.take()
        return self.diagnostics[uri][1]

    def stop(self):
        """Ends the server in order; raises an exception unless it exits with 0."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        self.process.stdout.read()
        status = self.process.wait(timeout=20)
        errors = self.process.stderr.read().decode()
        if status or errors:
            raise Ended(f"status {status}: {errors}")
        self.process.stdout.close()
        self.process.stderr.close()
