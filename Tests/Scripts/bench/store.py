"""Times the plumbing commands against Git's, each on an equal store.

The store is a cache after several builds: a large pack from the cold build, small packs and loose
objects from edits. A command that changes a store gets a new copy each turn.
"""

import os
import shutil
import subprocess

import counts
import projects
from measuring import Row
from processes import Command, Failed, Rounds, in_turns
from sites import tool

ROUNDS = Rounds(least=2, most=7, seconds=5)
IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")


class Store:
    """Copies of a site's cache, and the commands that run on them."""

    def __init__(self, site):
        self.site = site
        self.git = tool("git")
        self.copy = os.path.join(site.folder, "store-copy")
        self.list = os.path.join(site.folder, "paths.txt")
        projects.write_text(
            self.list, "".join(f"{p}\n" for p in projects.paths(site.project, site.root)))
        site.empty_repository()

    def mini_command(self, *arguments, **streams):
        return Command((self.site.mini, *arguments), self.site.root, **streams)

    def git_command(self, folder, *arguments, **streams):
        argv = (self.git, "-c", "gc.auto=0", f"--git-dir={folder}", *arguments)
        return Command(argv, self.site.root, **streams)

    def copied(self, origin):
        """A new copy of a store, for a command that changes it."""
        copy_store(origin, self.copy)
        return self.copy

    def reachable(self, origin):
        """A copy that Git can repack: a branch reaches all objects, and none is marked precious."""
        target = os.path.join(self.site.folder, "for-git-" + os.path.basename(origin))
        copy_store(origin, target)
        self.say(target, "config", "--unset", "extensions.preciousObjects")
        ids = self.say(
            target, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
        entries = "".join(f"100644 blob {id}\t{id}\n" for id in ids)
        tree = self.say(target, "mktree", input=entries).strip()
        commit = self.say(target, "commit-tree", "-m", "all", tree).strip()
        self.say(target, "update-ref", "refs/heads/main", commit)
        return target

    def unpacked(self, origin):
        """A copy whose objects are all loose."""
        target = os.path.join(self.site.folder, "store-loose")
        copy_store(origin, target)
        for tree in ("zir", "objects"):
            packs = os.path.join(target, tree, "pack")
            environment = {**self.site.environment,
                           "GIT_OBJECT_DIRECTORY": os.path.join(target, tree)}
            for name in sorted(os.listdir(packs)):
                # Git only unpacks objects that it lacks, so the pack must be outside the store.
                os.rename(os.path.join(packs, name), os.path.join(target, name))
                if name.endswith(".pack"):
                    with open(os.path.join(target, name), "rb") as file:
                        subprocess.run(
                            [self.git, f"--git-dir={target}", "unpack-objects", "-q"], stdin=file,
                            env=environment, check=True)
                os.remove(os.path.join(target, name))
        return target

    def say(self, folder, *arguments, input=""):
        """Git's output for a command on a store."""
        result = subprocess.run(
            [self.git, f"--git-dir={folder}", *IDENTITY, *arguments], input=input,
            capture_output=True, env=self.site.environment, text=True, check=True)
        return result.stdout


def copy_store(origin, target):
    """Copies a store. Its objects are hard links, because nothing writes them in place."""
    def copy(source, destination):
        folder = os.path.relpath(os.path.dirname(source), origin).split(os.sep)
        if folder[0] in ("zir", "objects") and folder[1:] != ["info"]:
            os.link(source, destination)
        else:
            shutil.copy2(source, destination)

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(origin, target, copy_function=copy)


def measure(runner, site, rounds):
    """Rows for hash-object, cat-object, verify and gc."""
    store = Store(site)
    duels = reading_duels(store) + gc_duels(store)
    return [measure_duel(runner, store, *duel, rounds or ROUNDS) for duel in duels]


def reading_duels(store):
    """(scenario, mini's command, peer, its command) for commands that do not change the store."""
    paths = {"input": store.list}
    everything = ("--batch-all-objects", "--batch")
    duels = [
        (f"hash-object of {store.site.files} paths",
         store.mini_command("hash-object", "--stdin-paths", **paths), "git hash-object",
         store.git_command(store.site.git_folder, "hash-object", "--stdin-paths", **paths)),
        ("cat-object --batch of everything",
         store.mini_command("cat-object", *everything), "git cat-file --batch",
         store.git_command(store.site.cache, "cat-file", *everything)),
    ]
    for _, ours, _, theirs in duels:
        demand_equal_output(store, ours, theirs)
    duels.append(
        ("verify", store.mini_command("verify"), "git fsck --full",
         store.git_command(store.site.cache, "fsck", "--full", "--no-dangling")))
    return [(name, lambda o=ours: o, peer, lambda t=theirs: t)
            for name, ours, peer, theirs in duels]


def gc_duels(store):
    """Like `reading_duels`, for gc: each turn uses a new copy of a store, as it is or all loose."""
    cache = store.site.cache
    loose = store.unpacked(cache)

    def ours(origin):
        return lambda: store.mini_command("gc", "--cache-dir", store.copied(origin))

    def theirs(origin):
        return lambda: store.git_command(
            store.copied(origin), "repack", "-a", "-d", "-f", "-q", "--window=0")

    peer = "git repack -adf --window=0"
    return [
        ("gc after edits", ours(cache), peer, theirs(store.reachable(cache))),
        ("gc, all loose", ours(loose), peer, theirs(store.reachable(loose))),
    ]


def measure_duel(runner, store, name, ours, peer, theirs, rounds):
    measures = in_turns(runner, [lambda _: ours(), lambda _: theirs()], rounds)
    for command, measured in zip((ours, theirs), measures):
        calls = counts.system_calls(command(), store.site.environment)
        measured.system_calls = sum(calls.values())
    return Row(store.site.label, store.site.files, name, peer, *measures)


def demand_equal_output(store, ours, theirs):
    """Fails unless both commands print the same bytes: else the comparison is meaningless."""
    outputs = []
    for command in (ours, theirs):
        path = os.path.join(store.site.folder, "output")
        store.site.do(Command(command.argv, command.folder, command.input, path))
        with open(path, "rb") as file:
            outputs.append(file.read())
    if outputs[0] != outputs[1]:
        raise Failed(f"{ours.argv} and {theirs.argv} print different things")
