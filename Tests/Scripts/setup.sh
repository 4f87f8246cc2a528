#!/bin/sh
# Installs the packages for building and testing that this machine lacks. Prints the command to run if
# it cannot install them.
set -eu

missing=""
need() { # need PACKAGE TEST…
  package=$1
  shift
  if ! "$@" >/dev/null 2>&1; then missing="$missing $package"; fi
}

if ! command -v swift >/dev/null 2>&1; then
  echo "setup: there is no 'swift' on the PATH: install Swift 6.2 or later (https://swift.org/install)" >&2
  exit 1
fi

need zlib1g-dev test -e /usr/include/zlib.h
need libdeflate-dev test -e /usr/include/libdeflate.h
need libjemalloc-dev test -e /usr/include/jemalloc/jemalloc.h
need libzstd-dev test -e /usr/include/zstd.h
need git sh -c 'command -v git'
need openssh-client sh -c 'command -v ssh-keygen'
need binutils sh -c 'command -v ld'
need clang-15 sh -c 'command -v clang-15'
need llvm-15 sh -c 'command -v lli-15 && command -v llvm-as-15'
need bubblewrap test -x /usr/bin/bwrap
need nginx-light test -x /usr/sbin/nginx
need openssl sh -c 'command -v openssl'
need python3 sh -c 'command -v python3'
need strace sh -c 'command -v strace'
need valgrind sh -c 'command -v valgrind'
need ninja-build sh -c 'command -v ninja'
need gdb sh -c 'command -v gdb'
need neovim sh -c 'command -v nvim'
need python3-venv python3 -c 'import ensurepip, venv'
need nodejs sh -c 'command -v node'

# Tests that use these are skipped where they cannot be installed.
optional=""
want() { # want PACKAGE COMMAND
  if ! command -v "$2" >/dev/null 2>&1; then optional="$optional $1"; fi
}

want chromium chromium
want graphviz dot
want mandoc mandoc

# Packages of PyPI for the tests of editors, in a folder of their own.
python_packages() {
  wanted=Tests/Scripts/editors/requirements.txt
  if cmp -s "$wanted" .build/python/requirements.txt; then return; fi
  echo "setup: installing packages of PyPI into .build/python"
  if python3 -m venv .build/python &&
    .build/python/bin/pip install -q --disable-pip-version-check -r "$wanted"
  then cp "$wanted" .build/python/; else
    echo "setup: without these packages the tests of editors fail" >&2
  fi
}

# Each list of optional packages is tried once.
tried=.build/optional-packages
if [ "$(cat "$tried" 2>/dev/null)" = "$optional" ]; then optional=""; fi

if [ -z "$missing$optional" ]; then
  python_packages
  exit 0
fi

leave() { # leave SENTENCE: ends if packages cannot be installed
  if [ -n "$missing" ]; then
    echo "setup: $1$missing" >&2
    exit 1
  fi
  echo "setup: some tests are skipped; $1$optional" >&2
  mkdir -p .build
  printf '%s\n' "$optional" >"$tried"
  python_packages
  exit 0
}

command -v apt-get >/dev/null 2>&1 || leave "please install what Debian calls:"
if [ "$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null 2>&1; then as_root=sudo; else
  leave "please run, as root: apt-get install"
fi
echo "setup: installing$missing$optional"
# shellcheck disable=SC2086 # lists of words
$as_root apt-get update -qq >/dev/null || [ -z "$missing" ]
install() { # install PACKAGE…
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
# shellcheck disable=SC2086
[ -z "$missing" ] || install $missing
missing=""
# shellcheck disable=SC2086
[ -z "$optional" ] || install $optional || leave "these cannot be installed:"
python_packages
