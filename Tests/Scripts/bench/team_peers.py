"""Times a fresh clone with a warm remote cache: mini beside ccache and sccache, each against its own cold
build. Times `mini export` and `import` beside `git bundle`, on the same snapshot.

usage: python3 -B Tests/Scripts/bench/team_peers.py MINI MINI-REMOTE FOLDER-OF-BUILDBOX-CASD [FILES]

FILES is the number of Mini files, 2,001 by default. The peers build as many C files as mini has units, each
with as much work for the same clang at -O2 as a unit has, with ninja at two jobs and lld. Their remote cache
is Redis, the fastest that both have; mini's is buildbox-casd. Both are on this machine. A clone is in another
folder and has no cache of its own. Peers that are not installed are left out; team_setup.sh installs them.

environment: BENCH_ROUNDS   runs of each warm build and each transfer; 5 by default
"""

import os
import resource
import shutil
import sys
import tempfile

import projects
from compiler_caches import KINDS, Redis, run
from processes import flush
from team import ROUNDS, Clone, Server

JOBS = 2


def processor_ms(action):
    """The processor time of an action's processes."""
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (usage.ru_utime + usage.ru_stime) * 1000

    before = used()
    action()
    return used() - before


class Sources:
    """C files whose functions are those of a generated Mini tree, without its checks."""

    def __init__(self, count, functions):
        self.count, self.functions = count, functions

    def text(self, number):
        lines = [f"int value{number + 1}_0(int x, int k);"] if number + 1 < self.count else []
        for k in range(self.functions):
            salt = number * self.functions + k
            following = f"value{number}_{k + 1}(y, {salt % 5})" if k + 1 < self.functions else (
                f"value{number + 1}_0(y, 3)" if number + 1 < self.count else "y")
            if k + 1 < self.functions:
                lines.append(f"int value{number}_{k + 1}(int x, int k);")
            lines += [
                f"static int step{k}(int x) {{",
                "    int s = x;",
                f"    while (s > {salt % 7 + 5}) s = s / 2 + {salt % 3};",
                "    return s;",
                "}",
                f"long total{number}_{k}(long n) {{",
                "    long sum = 0;",
                f"    for (long i = 0; i < n; i++) if (i % {salt % 5 + 2} == 0) sum += i; else sum = 0;",
                "    return sum;",
                "}",
                f"int value{number}_{k}(int x, int k) {{",
                f"    int y = step{k}(x) + k + {salt};",
                f"    return y + {following} * step{k}(x - k);",
                "}",
            ]
        return "\n".join(lines) + "\n"

    def write(self, folder, launcher):
        os.makedirs(folder)
        names = [f"f{number:04d}" for number in range(self.count)]
        for number, name in enumerate(names):
            projects.write_text(os.path.join(folder, name + ".c"), self.text(number))
        projects.write_text(
            os.path.join(folder, "main.c"),
            "int value0_0(int x, int k);\nint main(void) { return value0_0(7, 2) % 100; }\n")
        rules = [
            f"rule cc\n  command = {launcher}clang -O2 -c $in -o $out",
            "rule link\n  command = clang -fuse-ld=lld $in -o $out",
        ]
        objects = [name + ".o" for name in names + ["main"]]
        edges = [f"build {name}.o: cc {name}.c" for name in names + ["main"]]
        projects.write_text(
            os.path.join(folder, "build.ninja"),
            "\n".join(rules + edges + [f"build main: link {' '.join(objects)}"]) + "\n")

    @staticmethod
    def weighing(count, milliseconds, scratch):
        """Sources whose files take clang this processor time each."""
        def cost(functions):
            folder = os.path.join(scratch, f"weigh{functions}")
            Sources(8, functions).write(folder, "")
            used = processor_ms(lambda: run(["ninja", f"-j{JOBS}"], folder))
            shutil.rmtree(folder)
            return used / 9

        few, many = 5, 45
        low, high = cost(few), cost(many)
        slope = (high - low) / (many - few)
        return Sources(count, max(1, round(few + (milliseconds - low) / slope)))


def least(action):
    return min(action() for _ in range(ROUNDS))


def mini_clones(mini, client, casd, scratch, count):
    """Returns the row, the number of units, the writer's clone, and the processor time of a unit."""
    server = Server(casd, scratch)
    tree = projects.Tree(count - 1)
    writer = Clone(mini, tree, os.path.join(scratch, "writer"))
    reader = Clone(mini, tree, os.path.join(scratch, "elsewhere"))
    for clone in (writer, reader):
        url = f"grpc://127.0.0.1:{server.port}"
        clone.set(remote=url, remoteProgram=client, trust_unsigned=url)
    writer.set(remoteMode="readwrite", remoteUpload="wait")
    times = []
    used = min(processor_ms(lambda: times.append(cold(reader))) for _ in range(2))
    stored, report = writer.build()
    units = report["units"]["total"]

    def warm():
        reader.forget()
        milliseconds, report = reader.build()
        if report["units"]["compiled"] != 0:
            sys.exit(f"team: a clone compiled {report['units']['compiled']} units")
        return milliseconds

    found = least(warm)
    server.stop()
    return (f"mini, {count:,} files, {units} units", min(times), stored, found), units, writer, used / units


def cold(clone):
    clone.forget()
    return clone.build(MINI_REMOTE_MODE="off")[0]


def peer_clones(peer, sources, scratch):
    """The row of a peer."""
    def build(name, launcher):
        folder = os.path.join(scratch, name)
        sources.write(folder, launcher)
        flush()
        milliseconds = run(["ninja", f"-j{JOBS}"], folder, **peer.variables)
        shutil.rmtree(folder)
        return milliseconds

    plain = min(build("plain", "") for _ in range(2))
    peer.forget()
    stored = build(peer.name + "-writer", peer.launcher)

    def warm():
        peer.forget()
        milliseconds = build(peer.name + "-elsewhere", peer.launcher)
        peer.check(sources.count + 1)
        return milliseconds

    return (f"{peer.name}, {sources.count + 1} files of C", plain, stored, least(warm))


def bundles(writer, scratch):
    """Rows of (what, mini's milliseconds, git's, mini's bytes, git's)."""
    writer.run("snapshot")
    repository = os.path.join(scratch, "snapshots.git")
    run(["git", "init", "-q", "--bare", "--object-format=sha256", repository], scratch)
    writer.run("push", repository)
    ours, theirs = (os.path.join(scratch, name) for name in ("ours.bundle", "theirs.bundle"))
    reader = Clone(writer.mini, writer.tree, os.path.join(scratch, "importer"))

    def fresh():
        empty = os.path.join(scratch, "empty.git")
        shutil.rmtree(empty, ignore_errors=True)
        run(["git", "init", "-q", "--bare", "--object-format=sha256", empty], scratch)
        return empty

    def taking(*options):
        argv = ["git", *options, "fetch", "-q", theirs, "refs/*:refs/*"]
        return least(lambda: run(argv, fresh()))

    def take():
        reader.forget()
        return run([reader.mini, "import", "--allow-unsigned", ours], reader.folder, **reader.environment)

    sent = (
        least(lambda: run([writer.mini, "export", ours], writer.folder, **writer.environment)),
        least(lambda: run(["git", "bundle", "create", "-q", theirs, "--all"], repository)))
    taken = least(take), taking()
    checked = taken[0], taking("-c", "fetch.fsckObjects=true")
    return sent, taken, checked, tuple(os.path.getsize(path) for path in (ours, theirs))


def main():
    mini, client, casd = (os.path.abspath(path) for path in sys.argv[1:4])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 2001
    with tempfile.TemporaryDirectory() as scratch:
        row, units, writer, weight = mini_clones(mini, client, casd, scratch, count)
        rows = [row]
        kinds = [kind for kind in KINDS
                 if shutil.which(kind.launcher.strip()) and shutil.which("redis-server")]
        if len(kinds) < len(KINDS):
            print("team: a peer is left out: Tests/Scripts/bench/team_setup.sh installs ccache, sccache"
                  " and Redis", file=sys.stderr)
        sources = Sources.weighing(units, weight, scratch)
        for kind in kinds:
            redis = Redis(scratch)
            peer = kind(redis, scratch)
            try:
                rows.append(peer_clones(peer, sources, scratch))
            finally:
                peer.stop()
                redis.stop()
        sent, taken, checked, sizes = bundles(writer, scratch)
    print("| | cold | cold, storing | clone, warm remote cache | warm / cold |\n|---|---:|---:|---:|---:|")
    for what, plain, stored, warm in rows:
        print(f"| {what} | {plain:,.0f} ms | {stored:,.0f} ms | {warm:,.0f} ms | 1/{plain / warm:.1f} |")
    print("\n| the same snapshot | mini | git | ratio |\n|---|---:|---:|---:|")
    for what, ours, theirs in (
            ("`export`, `git bundle create`", *sent), ("`import`, `git fetch` of the file", *taken),
            ("`import`, the same with `fetch.fsckObjects`", *checked)):
        print(f"| {what} | {ours:,.0f} ms | {theirs:,.0f} ms | {ours / theirs:.2f} |")
    print(f"| bytes | {sizes[0]:,} | {sizes[1]:,} | {sizes[0] / sizes[1]:.2f} |")


if __name__ == "__main__":
    main()
