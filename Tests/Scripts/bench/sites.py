"""A generated project in a folder, with the commands that run on it: mini's and its peers'."""

import os
import shutil
import subprocess
from dataclasses import replace

import projects
from processes import Command, flush, settle


class Site:
    """One project with its cache, and a git repository and a ninja file for the same files."""

    def __init__(self, mini, label, project, folder, environment):
        self.mini, self.label, self.project, self.folder = mini, label, project, folder
        self.environment = environment
        self.root = os.path.join(folder, "project")
        self.cache = os.path.join(self.root, ".mini_cache")
        self.output = os.path.join(self.root, "main.ll")
        self.git_folder = os.path.join(folder, "git")
        self.serial = 0
        self.variants = {}
        projects.write(project, self.root)
        flush()

    @property
    def files(self):
        """Number of source files, including `main.mini`."""
        return self.project.count + 1

    def fresh(self):
        """A number that no edit of this site has had."""
        self.serial += 1
        return self.serial

    def edit(self, numbers, **change):
        """Changes the texts of modules in place, and keeps the fields that are not named."""
        for number in numbers:
            variant = replace(self.variants.get(number, projects.Variant()), **change)
            self.variants[number] = variant
            path = os.path.join(self.root, self.project.path(number))
            projects.write_text(path, self.project.text(number, variant))
        settle()

    def do(self, command):
        """Runs a command of the preparation, untimed."""
        with open(command.input, "rb") as source, open(command.output, "wb") as sink:
            subprocess.run(
                command.argv, cwd=command.folder, env=self.environment, stdin=source, stdout=sink,
                stderr=subprocess.DEVNULL, check=True)

    def build(self, *options):
        return Command((self.mini, "build", "--emit", "ir", *options), self.root)

    def format(self):
        return Command((self.mini, "fmt"), self.root)

    def git(self, *arguments):
        git = tool("git")
        return Command(
            (git, "-c", "core.preloadIndex=true", "-c", "gc.auto=0",
             f"--git-dir={self.git_folder}", f"--work-tree={self.root}", *arguments), self.root)

    def remove_cache(self):
        shutil.rmtree(self.cache, ignore_errors=True)
        remove_file(self.output)

    def empty_repository(self):
        """Makes a new, empty sha256 repository for the project's files."""
        shutil.rmtree(self.git_folder, ignore_errors=True)
        self.do(self.git("init", "-q", "--object-format=sha256"))
        with open(os.path.join(self.git_folder, "info", "exclude"), "w", encoding="ascii") as file:
            file.write("/.mini_cache/\n/main.ll\n")

    def ninja(self):
        """The command for ninja, with a rule for each file. The first call makes and builds it."""
        folder = os.path.join(self.folder, "ninja")
        command = Command((tool("ninja"), "-C", folder), folder)
        if not os.path.exists(folder):
            self.write_ninja(folder)
            flush()
            self.do(command)
        return command

    def write_ninja(self, folder):
        """Writes the ninja file and a stamp of each source, so that ninja only has to fill its log."""
        os.makedirs(os.path.join(folder, "stamps"))
        with open(os.path.join(folder, "build.ninja"), "w", encoding="ascii") as file:
            file.write("rule stamp\n  command = : $out\n")
            for number, path in enumerate(projects.paths(self.project, "../project")):
                file.write(f"build stamps/{number}: stamp {path}\n")
                projects.write_text(os.path.join(folder, "stamps", str(number)), "")


def tool(name):
    """A program's absolute path."""
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"bench: there is no '{name}' on the PATH: run 'make setup'")
    return found


def remove_file(path):
    if os.path.exists(path):
        os.remove(path)
