"""Uses a page in headless Chromium as a person does: with real clicks and keys.

usage: python3 -B Tests/Scripts/browser.py PAGE < STEPS

STEPS is one JSON object a line, each with one member:

    {"click": SELECTOR}       a click with the mouse, in the middle of the first such element
    {"key": NAME}             a key, such as Enter, Tab, ArrowRight
    {"type": TEXT}            text for the element that has the focus
    {"eval": EXPRESSION}      prints the value of the JavaScript expression as JSON
    {"dark": true}            the user prefers dark colours
    {"print": FILE}           prints the page to a PDF file
    {"screenshot": FILE}      takes a picture as PNG, of the whole page
    {"size": [WIDTH, HEIGHT]} sets the size of the window

Prints a line for each `eval`, then one with `errors` (exceptions and messages of the console) and
`requests` (everything that was loaded beside the page). Exits with 1 if a step is impossible.

Speaks the DevTools protocol over two pipes, descriptors 3 and 4 of the browser.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

TIMEOUT = 60
KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "Home": (36, ""), "End": (35, ""),
        "ArrowLeft": (37, ""), "ArrowUp": (38, ""), "ArrowRight": (39, ""), "ArrowDown": (40, ""), " ": (32, " ")}


class Browser:
    """A browser with one page."""

    def __init__(self, profile):
        to_read, self.write_end = os.pipe()
        self.read_end, to_write = os.pipe()

        def connect():
            # Away from 3 and 4 first, because a pipe may already have one of these numbers.
            source, sink = os.dup2(to_read, 60), os.dup2(to_write, 61)
            os.dup2(source, 3)
            os.dup2(sink, 4)

        # --no-sandbox: tests run as root in containers; the page is our own.
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.number, self.session = b"", 0, None
        self.errors, self.requests, self.events = [], [], []

    def receive(self):
        """The next message."""
        while b"\0" not in self.buffer:
            data = os.read(self.read_end, 1 << 16)
            if not data:
                sys.exit("the browser has ended")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(message)
        method, values = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = values["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded":
            self.errors.append(values["entry"]["text"])
        elif method == "Network.requestWillBeSent" and values["request"]["url"] != self.url:
            self.requests.append(values["request"]["url"])
        if method:
            self.events.append(method)
        return message

    def send(self, method, **values):
        """Calls a method, and returns its result."""
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def open(self, path):
        """Opens a file, and waits until it is loaded."""
        self.url = "file://" + os.path.realpath(path)
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")
        self.events = []
        self.send("Page.navigate", url=self.url)
        while "Page.loadEventFired" not in self.events:
            self.receive()

    def value(self, expression):
        """The value of an expression in the page."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"{expression}: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def click(self, selector):
        """Clicks on the first element that a selector finds."""
        place = self.value(
            f"(() => {{ const found = document.querySelector({json.dumps(selector)});"
            " if (!found) return null; found.scrollIntoView({ block: 'center', inline: 'center' });"
            " const box = found.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        if place is None:
            sys.exit(f"the page has no {selector}")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1],
                      button="none" if kind == "mouseMoved" else "left", clickCount=0 if kind == "mouseMoved" else 1)

    def key(self, name):
        """Presses a key."""
        code, text = KEYS[name]
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **more)

    def save(self, data, path):
        """Writes the bytes of an answer to a file."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def step(self, name, value):
        """Does one step."""
        if name == "click":
            self.click(value)
        elif name == "key":
            self.key(value)
        elif name == "type":
            self.send("Input.insertText", text=value)
        elif name == "eval":
            print(json.dumps(self.value(value)), flush=True)
        elif name == "dark":
            self.send("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": "dark" if value else "light"}])
        elif name == "print":
            self.save(self.send("Page.printToPDF")["data"], value)
        elif name == "screenshot":
            self.save(self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"], value)
        elif name == "size":
            self.send("Emulation.setDeviceMetricsOverride", width=value[0], height=value[1],
                      deviceScaleFactor=1, mobile=False)
        else:
            sys.exit(f"there is no step {name}")


def main():
    steps = [json.loads(line) for line in sys.stdin if line.strip()]
    profile = tempfile.mkdtemp(prefix="mini-browser-")
    browser = Browser(profile)
    try:
        browser.open(sys.argv[1])
        for step in steps:
            for name, value in step.items():
                browser.step(name, value)
        # Everything that the last step has caused.
        browser.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        print(json.dumps({"errors": browser.errors, "requests": browser.requests}))
    finally:
        browser.process.kill()
        browser.process.wait(TIMEOUT)
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    main()
