"""Times what a remote cache and a snapshot save on a large project, and what they cost where they do not.

usage: python3 -B Tests/Scripts/bench/team.py MINI MINI-REMOTE FOLDER-OF-BUILDBOX-CASD [FILES]

FILES is the number of files, 10,001 by default. The server is buildbox-casd on this machine, without a
network's delay. Builds are of level 2. Times are the least of several turns. Prints a table in Markdown,
and fails if a clone compiles anything, or if its executable differs.

environment: BENCH_ROUNDS   runs of each command; 5 by default
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import projects
from processes import flush, settle

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
WORKER_MS = 70
DOUBLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../remote/double.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """buildbox-casd on a free port."""

    def __init__(self, folder, scratch):
        self.port = free_port()
        self.log = open(os.path.join(scratch, "casd.log"), "wb")
        self.process = subprocess.Popen(
            [os.path.join(folder, "buildbox-casd"), f"--bind=127.0.0.1:{self.port}", "--quota-high=4G",
             "--reserved=64M", os.path.join(scratch, "casd")], stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("team: buildbox-casd does not start")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Clone:
    """A checkout of the project, with a user of its own."""

    def __init__(self, mini, tree, folder):
        self.mini, self.tree, self.folder = mini, tree, folder
        self.home = folder + ".home"
        self.report = folder + ".json"
        os.makedirs(self.home)
        projects.write(tree, folder)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home, "MINI_GC_AUTO": "0", "LC_ALL": "C.UTF-8"}

    def run(self, *arguments, **variables):
        done = subprocess.run(
            [self.mini, *arguments], cwd=self.folder, env=self.environment | variables,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            sys.exit(f"team: mini {' '.join(arguments)}: {done.stdout.decode(errors='replace')[-2000:]}")
        return done.stdout.decode(errors="replace")

    def set(self, **settings):
        for name, value in settings.items():
            self.run("config", "mini." + name.replace("_", "."), value)

    def build(self, **variables):
        """Returns the milliseconds of a build and its report."""
        start = time.perf_counter()
        self.run("build", "-O2", "-q", "--stats-json", self.report, **variables)
        milliseconds = (time.perf_counter() - start) * 1000
        with open(self.report, encoding="utf-8") as file:
            return milliseconds, json.load(file)

    def forget(self):
        """Back to a fresh clone. The facts that the last builds found about the server are forgotten too."""
        for name in (".mini_cache", "main", "main.ll"):
            path = os.path.join(self.folder, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.remove(path)
        self.forget_costs()
        flush()

    def forget_costs(self):
        path = os.path.join(self.home, ".cache/mini/remote.cost")
        if os.path.exists(path):
            os.remove(path)

    def edit(self, number, body):
        path = os.path.join(self.folder, self.tree.path(number))
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.tree.text(number, projects.Variant(body=body)))
        settle()

    def program(self):
        with open(os.path.join(self.folder, "main"), "rb") as file:
            return file.read()


class Bench:
    def __init__(self, mini, client, server, scratch, count):
        tree = projects.Tree(count - 1)
        self.scratch = scratch
        self.writer = Clone(mini, tree, os.path.join(scratch, "writer"))
        self.reader = Clone(mini, tree, os.path.join(scratch, "elsewhere"))
        self.url = f"grpc://127.0.0.1:{server.port}"
        self.client = client
        self.rows = []
        for clone in (self.writer, self.reader):
            clone.set(remote=self.url, remoteProgram=client, trust_unsigned=self.url)
        self.writer.set(remoteMode="readwrite", remoteUpload="wait")
        self.leaf = tree.near_leaves(0)

    def row(self, what, measured, target=""):
        self.rows.append((what, measured, target))
        print(f"team: {what}: {measured}", file=sys.stderr)

    def least(self, action):
        return min(action(turn) for turn in range(ROUNDS))

    def clone(self):
        def cold(_):
            self.reader.forget()
            return self.reader.build(MINI_REMOTE_MODE="off")[0]

        def warm(_):
            self.reader.forget()
            milliseconds, report = self.reader.build()
            if report["units"]["compiled"] != 0:
                sys.exit(f"team: a clone compiled {report['units']['compiled']} units: {report['remote']}")
            return milliseconds

        self.cold = self.least(cold)
        expected = self.reader.program()
        stored, report = self.writer.build()
        self.units = report["units"]["total"]
        found = self.least(warm)
        if self.reader.program() != expected or self.writer.program() != expected:
            sys.exit("team: the executables differ")
        self.row(f"cold build at -O2, {self.units} units", f"{self.cold:,.0f} ms")
        self.row("the same, and storing them", f"{stored:,.0f} ms")
        self.row("a clone with a warm remote cache", f"{found:,.0f} ms, 1/{self.cold / found:.1f}", "≤ 1/10")

    def hit(self):
        """An edit that somebody else has built, and the way back, whose units are in the own cache."""
        remote, local = [], []
        for turn in range(ROUNDS):
            self.writer.edit(self.leaf, 1000 + turn)
            self.writer.build()
            self.reader.edit(self.leaf, 1000 + turn)
            self.reader.forget_costs()
            milliseconds, report = self.reader.build(MINI_CONFIG_SYSTEM=self.patient())
            if report["units"]["compiled"] == 0:
                remote.append(milliseconds)
            self.reader.edit(self.leaf, 0)
            local.append(self.reader.build()[0])
        if not remote:
            return self.row("an edit that somebody else has built", "not asked for: compiling is as fast")
        limit = 1.2 * min(local) + 40
        self.row("an edit whose units are in the own cache", f"{min(local):.1f} ms")
        self.row("an edit that somebody else has built", f"{min(remote):.1f} ms", f"≤ {limit:.1f} ms")

    def patient(self):
        """Settings with which a build asks whatever compiling takes."""
        path = os.path.join(self.scratch, "patient")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[mini]\n\tremoteWait = 5s\n")
        return path

    def nothing(self):
        """Builds for which the remote cache has nothing."""
        self.reader.build()
        settle()
        for name, edits, limit in ("null build", False, 1.02), ("edit of a body", True, 1.1):
            times = {"off": [], "read": []}
            for turn in range(4 * ROUNDS):
                for mode, known in times.items():
                    if edits:
                        self.reader.edit(self.leaf, 5000 + 2 * turn + (mode == "read"))
                    known.append(self.reader.build(MINI_REMOTE_MODE=mode)[0])
            ratio = min(times["read"]) / min(times["off"])
            self.row(f"{name}, with a remote cache that has nothing for it",
                     f"{min(times['read']):.1f} ms, {ratio:.3f} × without", f"≤ {limit} ×")

    def faults(self):
        """Time that a server costs that does not answer, against builds without one, in turns."""
        silent = socket.socket()
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        ports = {"": 1, "is dead": free_port(), "is silent": silent.getsockname()[1]}
        times = {name: [] for name in ports}
        for _ in range(ROUNDS):
            for name, port in ports.items():
                self.reader.forget()
                mode = "read" if name else "off"
                times[name].append(
                    self.reader.build(MINI_REMOTE=f"grpc://127.0.0.1:{port}", MINI_REMOTE_MODE=mode)[0])
        for name in ("is dead", "is silent"):
            lost = min(times[name]) - min(times[""])
            self.row(f"lost by a server that {name}", f"{lost:,.0f} ms", "≤ 2,300 ms")
        silent.close()

    def snapshot(self):
        self.writer.edit(self.leaf, 0)
        self.writer.build()
        self.writer.run("snapshot")
        repository = os.path.join(self.scratch, "snapshots.git")
        subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", repository], check=True)
        self.writer.run("push", repository)

        def fetch(_):
            self.reader.edit(self.leaf, 0)
            self.reader.forget()
            start = time.perf_counter()
            self.reader.run("fetch", "--allow-unsigned", repository)
            fetched = (time.perf_counter() - start) * 1000
            milliseconds, report = self.reader.build(MINI_REMOTE_MODE="off")
            compiled = [report[kind]["compiled"] for kind in ("files", "functions", "units")]
            if compiled != [0, 0, 0]:
                sys.exit(f"team: after a fetch, files, functions and units were compiled: {compiled}")
            return fetched + milliseconds

        both = self.least(fetch)
        self.row("fetch of a snapshot, and a build", f"{both:,.0f} ms, 1/{self.cold / both:.1f}", "≤ 1/5")

    def workers(self):
        """Workers that take a fixed time for each unit, in the place of a server."""
        store = os.path.join(self.scratch, "store")
        os.makedirs(store)
        url = "grpc://127.0.0.1:1"
        for clone in (self.writer, self.reader):
            clone.edit(self.leaf, 0)
            clone.set(remoteProgram=DOUBLE, remote=url, trust_unsigned=url, remoteWait="100s",
                      remoteTimeout="20s")
        self.writer.forget()
        self.writer.build(MINI_TEST_REMOTE=f"honest:{store}", MINI_REMOTE_MODE="write")
        self.reader.set(remoteExecution="only")
        first = None
        for count in (1, 4, 16, 64):
            self.reader.set(remoteJobs=str(count))

            def build(_, count=count):
                self.reader.forget()
                milliseconds, report = self.reader.build(
                    MINI_TEST_REMOTE=f"workers-{count}-{WORKER_MS}:{store}")
                if report["remote"]["executed"] != self.units:
                    sys.exit(f"team: workers compiled {report['remote']} of {self.units} units")
                return milliseconds

            milliseconds = self.least(build)
            first = first or milliseconds
            ideal = -(-self.units // count) * WORKER_MS
            self.row(f"{count} workers that take {WORKER_MS} ms for a unit",
                     f"{milliseconds:,.0f} ms ({ideal:,} ms of them by the workers)",
                     "" if count == 1 else f"{first / milliseconds:.1f} × as fast as one")


def main():
    mini, client, casd = (os.path.abspath(path) for path in sys.argv[1:4])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 10_001
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(casd, scratch)
        try:
            bench = Bench(mini, client, server, scratch, count)
            bench.clone()
            bench.hit()
            bench.nothing()
            bench.faults()
            bench.snapshot()
            bench.workers()
        finally:
            server.stop()
    print(f"| {count:,} files | measured | target |\n|---|---|---|")
    for row in bench.rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
