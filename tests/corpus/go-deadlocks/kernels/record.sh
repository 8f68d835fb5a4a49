#!/usr/bin/env bash
# Records the dumps of the test kernels in src/ anew. Needs the go command and, for Go 1.19, the module proxy.
#
#   record.sh [KERNEL…]
#
# Go 1.19: SIGQUIT and pprof debug=2, taken by a TestMain that runs the tests beside itself (dump_test.go.txt). The go
# command's own version: SIGQUIT at GOTRACEBACK=crash with the same TestMain, and, without it, the runtime's own
# detector and the timeout of the test runner. A kernel whose test returns has no dump of the last two.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS='-trimpath -vet=off' GOMAXPROCS=2
cp -r "$here/src" "$work/plain"
cp -r "$here/src" "$work/dump"
for kernel in "$work"/dump/*/; do cp "$here/dump_test.go.txt" "$kernel/dump_test.go"; done

build() { # toolchain folder kernel binary
  (cd "$work/$2" && GOTOOLCHAIN=$1 go test -c -o "$4" "./$3")
}

sigquit() { # binary log
  DUMP=sigquit "$1" -test.timeout 0 >"$2" 2>&1 &
  local pid=$!
  sleep 1.1
  kill -QUIT "$pid"
  wait "$pid" || true
}

# A dump was written, not only PASS.
keep() { # log
  grep -q '^goroutine ' "$1" || rm "$1"
}

cd "$here/src"
for kernel in */; do
  kernel=${kernel%/}
  if [ $# -gt 0 ] && [[ " $* " != *" $kernel "* ]]; then continue; fi
  build go1.19.13 dump "$kernel" "$work/old"
  sigquit "$work/old" "$here/$kernel.go1.19-sigquit.log"
  DUMP=pprof "$work/old" >"$here/$kernel.go1.19-pprof-debug2.log" 2>&1
  build local dump "$kernel" "$work/new"
  GOTRACEBACK=crash sigquit "$work/new" "$here/$kernel.crash.log"
  build local plain "$kernel" "$work/bare"
  timeout 5 "$work/bare" -test.timeout 0 >"$here/$kernel.asleep.log" 2>&1 || true
  timeout 5 "$work/bare" -test.timeout 900ms >"$here/$kernel.timeout.log" 2>&1 || true
  keep "$here/$kernel.asleep.log"
  keep "$here/$kernel.timeout.log"
  echo "$kernel"
done
