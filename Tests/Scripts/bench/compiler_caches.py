"""Caches of compilers that keep objects in Redis: ccache and sccache, as peers of mini's remote cache."""

import json
import os
import shutil
import subprocess
import sys
import time

from team import free_port

SCCACHE = os.path.abspath(".build/peers/bin/sccache")


def run(argv, folder, **variables):
    """Returns the milliseconds of a run."""
    start = time.perf_counter()
    done = subprocess.run(
        argv, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"team: {' '.join(argv)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return (time.perf_counter() - start) * 1000


def output(argv, variables):
    return subprocess.run(
        argv, env=os.environ | variables, capture_output=True, text=True, check=True).stdout


class Redis:
    """A server on a free port that keeps everything in memory."""

    def __init__(self, scratch):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", scratch], stdout=subprocess.DEVNULL)
        time.sleep(1)

    def stop(self):
        self.process.kill()
        self.process.wait()


class CCache:
    name = "ccache"
    launcher = "ccache "

    def __init__(self, redis, scratch):
        self.folder = os.path.join(scratch, "ccache")
        self.variables = {
            "CCACHE_DIR": self.folder, "CCACHE_REMOTE_STORAGE": f"redis://127.0.0.1:{redis.port}"}

    def forget(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def check(self, count):
        """Fails if something was compiled."""
        said = output(["ccache", "--print-stats"], self.variables)
        stats = dict(line.split("\t") for line in said.splitlines())
        hits = int(stats["direct_cache_hit"]) + int(stats["preprocessed_cache_hit"])
        if hits != count:
            sys.exit(f"team: ccache hit {hits} of {count} files: {said}")

    def stop(self):
        pass


class SCCache:
    name = "sccache"
    launcher = SCCACHE + " "

    def __init__(self, redis, scratch):
        self.variables = {
            "SCCACHE_REDIS_ENDPOINT": f"redis://127.0.0.1:{redis.port}",
            "SCCACHE_SERVER_PORT": str(free_port()), "SCCACHE_IDLE_TIMEOUT": "0",
            "SCCACHE_DIR": os.path.join(scratch, "sccache")}
        run([SCCACHE, "--start-server"], scratch, **self.variables)

    def forget(self):
        run([SCCACHE, "--zero-stats"], "/", **self.variables)

    def check(self, count):
        said = output([SCCACHE, "--show-stats", "--stats-format", "json"], self.variables)
        hits = sum(json.loads(said)["stats"]["cache_hits"]["counts"].values())
        if hits != count:
            sys.exit(f"team: sccache hit {hits} of {count} files: {said}")

    def stop(self):
        run([SCCACHE, "--stop-server"], "/", **self.variables)


KINDS = (CCache, SCCache)
