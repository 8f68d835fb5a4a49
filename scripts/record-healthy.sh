#!/usr/bin/env bash
# Records the dumps of healthy programs anew: tests/corpus/go-healthy/src/*  ->  tests/corpus/go-healthy/*.log
#
#   scripts/record-healthy.sh [PROGRAM…]
#
# Each program is built with the go command of this machine, runs for a moment and gets a SIGQUIT. A program that prints
# `pprof ADDRESS` is asked for its goroutines first. No dump of these may ever become an error or a leak finding.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)/tests/corpus/go-healthy
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
export GOTOOLCHAIN=local GOFLAGS=-trimpath

record() {
  local name=$1 binary=$2
  shift 2
  local log="$bin/$name.out"
  "$binary" "$@" >"$log" 2>&1 &
  local pid=$!
  sleep 1.3
  local address
  address=$(sed -n 's/^pprof //p' "$log")
  if [ -n "$address" ]; then
    curl -sS --max-time 10 "http://$address/debug/pprof/goroutine?debug=2" >"$here/$name.pprof-debug2.log"
  fi
  kill -QUIT "$pid"
  wait "$pid" || true
  cp "$log" "$here/$name.sigquit.log"
  echo "$name: $(grep -c '^goroutine ' "$log") goroutines"
}

cd "$here/src"
for directory in */; do
  name=${directory%/}
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  if compgen -G "$name/*_test.go" >/dev/null; then
    go test -c -o "$bin/$name" "./$name"
    record "$name" "$bin/$name" -test.v -test.parallel=4
  else
    go build -o "$bin/$name" "./$name"
    record "$name" "$bin/$name"
  fi
done
