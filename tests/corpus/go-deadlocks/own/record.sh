#!/usr/bin/env bash
# Records the dumps of the programs in src/ anew, each in four forms. Needs the go command, and golang.org/x/sync.
#
#   record.sh [PROGRAM…]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
ulimit -c 0
export GOTOOLCHAIN=local GOFLAGS=-trimpath

cd "$here/src"
for main in */main.go; do
  name=${main%/main.go}
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  go build -o "$bin/$name" "./$name"
  STAY=asleep timeout 20 "$bin/$name" >"$here/$name.asleep.log" 2>&1 || true
  # Empty where a timer or the network is pending: the runtime's own detector then says nothing.
  [ -s "$here/$name.asleep.log" ] || rm "$here/$name.asleep.log"
  STAY=pprof "$bin/$name" >"$here/$name.pprof-debug2.log" 2>&1
  for level in all crash; do
    log="$here/$name.${level/all/sigquit}.log"
    STAY=sleep GOTRACEBACK=$level "$bin/$name" >"$log" 2>&1 &
    pid=$!
    sleep 0.7
    kill -QUIT "$pid"
    wait "$pid" || true
  done
done
