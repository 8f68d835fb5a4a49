#!/usr/bin/env bash
# Records the dumps of healthy programs anew: tests/corpus/go-healthy/src/*  ->  tests/corpus/go-healthy/*.log
#
#   scripts/record-healthy.sh [PROGRAM…]
#
# Each program is built with the go command of this machine, runs for a moment and gets a SIGQUIT. A program that prints
# `pprof ADDRESS` is asked for its goroutines first. No dump of these may ever become an error or a leak finding.
#
#   GO=1.22.0 scripts/record-healthy.sh PROGRAM…     as NAME.go1.22-sigquit.log, by that Go
#   GOTRACEBACK=crash scripts/record-healthy.sh PROGRAM…     as NAME.crash.log
#   INTO=FOLDER scripts/record-healthy.sh     into another folder, to look at
set -euo pipefail

corpus=$(cd "$(dirname "$0")/.." && pwd)/tests/corpus/go-healthy
into=${INTO:-$corpus}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
ulimit -c 0
export GOTOOLCHAIN=local GOFLAGS=-trimpath
form=sigquit
if [ "${GOTRACEBACK:-}" = crash ]; then form=crash; fi

cp -r "$corpus/src" "$bin/src"
cd "$bin/src"
if [ -n "${GO:-}" ]; then
  export GOTOOLCHAIN=go$GO
  form=go${GO%.*}-$form
  # Versions of these modules that an old Go can build.
  go mod edit -go="${GO%.*}" -require=golang.org/x/sync@v0.7.0 -require=golang.org/x/time@v0.5.0
  go mod tidy -e >/dev/null 2>&1
fi

record() {
  local name=$1 binary=$2
  shift 2
  local log="$bin/$name.out"
  "$binary" "$@" >"$log" 2>&1 &
  local pid=$!
  sleep 1.3
  local address
  address=$(sed -n 's/^pprof //p' "$log")
  if [ -n "$address" ] && [ "$form" != crash ]; then
    curl -sS --max-time 10 "http://$address/debug/pprof/goroutine?debug=2" >"$into/$name.${form/sigquit/pprof-debug2}.log"
  fi
  kill -QUIT "$pid"
  wait "$pid" || true
  cp "$log" "$into/$name.$form.log"
  echo "$name: $(grep -c '^goroutine ' "$log") goroutines"
}

for directory in */; do
  name=${directory%/}
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  if compgen -G "$name/*_test.go" >/dev/null; then
    go test -c -o "$bin/$name" "./$name"
    record "$name" "$bin/$name" -test.v -test.parallel=4
  elif go build -o "$bin/$name" "./$name"; then
    record "$name" "$bin/$name"
  fi
done
