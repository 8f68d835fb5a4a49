#!/usr/bin/env bash
# Records the goroutine leak profile of the program in src/ anew: as text of level 1 and 2, and a SIGQUIT after a
# detection. Needs Go 1.26.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
export GOTOOLCHAIN=local GOFLAGS=-trimpath GOEXPERIMENT=goroutineleakprofile

cd "$here/src"
go build -o "$bin/leaks" .
"$bin/leaks" 1 >"$here/leaks.debug1.log"
"$bin/leaks" 2 >"$here/leaks.debug2.log"
"$bin/leaks" quit >"$here/leaks.sigquit.log" 2>&1 </dev/null &
pid=$!
sleep 0.7
kill -QUIT "$pid"
wait "$pid" || true
