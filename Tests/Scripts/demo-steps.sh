# What the demonstrations share: steps with titles, claims, and the numbers that they check. They read it
# with '.', from the root of the repository.

absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') dim=$(printf '\033[2m') green=$(printf '\033[32m') plain=$(printf '\033[0m')
else
  bold="" dim="" green="" plain=""
fi
step=0
title() {
  step=$((step + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"
}
proves() { printf '%s   => %s%s\n' "$green" "$1" "$plain"; }
demand() { # demand WHAT WANTED FOUND
  if [ "$2" != "$3" ]; then
    echo "$(basename "$0" .sh): $1: expected '$2', found '$3'" >&2
    exit 1
  fi
}
number() { # number GROUP FIELD FILE, from the statistics of a build
  sed "s/.*\"$1\": *{\([^}]*\)}.*/\1/; s/.*\"$2\": *\([0-9]*\).*/\1/" "$3"
}
