#!/bin/bash
# Rebuild and rerun the programs, keeping their raw output.
#
#   ./record.sh GOVERSION OUTDIR [SET…]
#
# GOVERSION  go1.21.13, go1.27.0, …: fetched through the Go module proxy (GOTOOLCHAIN); `local` is the machine's own
# OUTDIR     folder for the logs, e.g. go1.21 (made if missing)
# SET        which sets to run; the default is those that suit the version
#
# Everything is built and run in /tmp/app with HOME=/home/build, so that no local path is recorded. Each log is stdout
# and stderr together, byte for byte. INDEX.tsv gets one line a log: file, exit status, environment, command.
# expected.json was written by hand from the sources; goroutine ids in it belong to the logs beside it, so new
# recordings need new ids.
set -u
version=$1; mkdir -p "$2"; out=$(readlink -f "$2"); shift 2
here=$(cd "$(dirname "$0")" && pwd)
app=/tmp/app
rm -rf $app; mkdir -p $app/bin; cp -r "$here/src/." $app/; cd $app || exit 1
mkdir -p /home/build
export HOME=/home/build GOPATH=/home/build/go GOCACHE=${GOCACHE:-/tmp/app-gocache} GOTOOLCHAIN=$version GOFLAGS=-buildvcs=false
unset GOROOT GODEBUG GOTRACEBACK
ulimit -c 0
minor=$(GOFLAGS= GOENV=off go version | sed -E 's/.*go1\.([0-9]+).*/\1/')
clean=(env -i PATH="$PATH" HOME="$HOME" GOPATH="$GOPATH" GOCACHE="$GOCACHE" GOTOOLCHAIN="$version" GOFLAGS="$GOFLAGS")
# The language version decides some texts (panic(nil)) and loop variables.
[ "$minor" -lt 21 ] || for m in shop tests racy cgo; do (cd $m && go mod edit -go=1.$minor); done

rec() { # FILE "ENV=… ENV=…" command…
  local f=$1 e=$2; shift 2
  ( exec "${clean[@]}" $e timeout -k 5 40 "$@" ) > "$out/$f.log" 2>&1 < /dev/null
  printf '%s\t%s\t%s\t%s\n' "$f.log" "$?" "${e:--}" "$*" >> "$out/INDEX.tsv"
}

set_core() { # one of each, in every version
  (cd shop && CGO_ENABLED=0 go build -trimpath -o ../bin/ ./cmd/...) || exit 1
  local c
  for c in nil-through-interface nil-map-deep typed-nil generic-loader sort-less json-marshal template-must rewrapped \
    repanicked-same deferred-rollback must-helper visitor-closure joined-errors generic-closure reflect-method once-value-second \
    worker-pool context-after-func goexit-then-panic short-buffer panic-nil value-newline value-dump value-reason \
    unlock-twice map-read-write deadlock-reentrant deadlock-workers overflow-mutual http-panics http-background; do
    rec shop.$c "" bin/shopd $c
  done
  rec shop.server-quit "" bin/shopd server-quit QUIT
  rec inits.default "" bin/inits
}
set_wide() { # the rest of the standard library programs
  local c
  for c in fmt-nil-stringer strings-repeat generic-method divide-chain reflect-missing once-value ticker-beat after-func finalizer \
    print-stack-only print-stack-no-panic send-closed negative-waitgroup value-code value-struct value-pointer value-stringer \
    value-empty value-blank value-unicode value-ansi value-cr value-nul value-huge value-hugelines value-signal value-fatal value-nested \
    value-race value-exit value-bracket value-nilerror value-wrapped value-func value-errptr value-float runlock map-write-write \
    map-iterate-write deadlock-order deadlock-cond deadlock-select-empty deadlock-nil-chan overflow-stringer bad-pointer make-huge \
    max-threads http-repanic http-errorlog http2-panic http-proxy graceful log-fatal log-panic; do
    rec shop.$c "" bin/shopd $c
  done
  for c in ABRT SEGV TRAP TERM SYS; do rec shop.server-$c "" bin/shopd server-quit $c; done
  rec initorder.default "" bin/initorder
  rec initorder.init1 SHOP_PORT=80 bin/initorder
  rec shop.usage "" bin/shopd
  for c in none single all system crash 1; do
    rec shop.worker-pool-$c GOTRACEBACK=$c bin/shopd worker-pool
    rec shop.rewrapped-$c GOTRACEBACK=$c bin/shopd rewrapped
  done
  rec shop.server-quit-crash GOTRACEBACK=crash bin/shopd server-quit QUIT
  rec shop.http-panics-all GOTRACEBACK=all bin/shopd http-panics
  rec shop.deadlock-order-system GOTRACEBACK=system bin/shopd deadlock-order
  rec shop.gctrace GODEBUG=gctrace=1,schedtrace=20 bin/shopd worker-pool
  rec shop.gctrace-quit GODEBUG=gctrace=1,inittrace=1 bin/shopd server-quit QUIT
  rec shop.ancestors GODEBUG=tracebackancestors=5 bin/shopd worker-pool
  rec shop.pprof1 "" bin/shopd server-pprof '/debug/pprof/goroutine?debug=1'
  rec shop.pprof2 "" bin/shopd server-pprof '/debug/pprof/goroutine?debug=2'
  rec shop.pprof-many "" bin/shopd server-pprof /debug/pprof/cmdline '/debug/pprof/heap?debug=1' '/debug/pprof/goroutine?debug=2' '/debug/pprof/threadcreate?debug=1'
  rec shop.oom-buffer "" bash -c 'ulimit -v 2000000; exec bin/shopd oom-buffer'
  rec shop.oom-map "" bash -c 'ulimit -v 1500000; exec bin/shopd oom-map'
  (cd shop && go build -o ../bin/shopd-paths ./cmd/shopd && go build -trimpath -ldflags='-s -w' -o ../bin/shopd-stripped ./cmd/shopd &&
    go build -trimpath -gcflags='all=-N -l' -o ../bin/shopd-noopt ./cmd/shopd)
  rec shop.json-marshal-paths "" bin/shopd-paths json-marshal
  rec shop.json-marshal-stripped "" bin/shopd-stripped json-marshal
  rec shop.visitor-noopt "" bin/shopd-noopt visitor-closure
  (cd shop && rec shop.gorun "" go run ./cmd/shopd nil-map-deep)
}
set_tests() {
  (
    cd tests || exit
    rec tests.geo-table "" go test -run TestTable ./geo
    rec tests.geo-table-v "" go test -v -run 'TestEmpty|TestTable' ./geo
    rec tests.geo-parallel-v "" go test -v -run TestParallel ./geo
    rec tests.geo-goroutine "" go test -v -run TestGoroutine ./geo
    rec tests.geo-cleanup "" go test -run TestCleanup ./geo
    rec tests.geo-example "" go test -run Example ./geo
    rec tests.geo-goexit "" go test -run TestGoexit ./geo
    rec tests.geo-log-after "" go test -run 'TestLogAfter|TestWait' ./geo
    rec tests.bank-deadlock "" go test -timeout 1s -run TestDeposit ./bank
    rec tests.bank-timeout "" go test -v -timeout 1s -run 'TestSlow|TestQuick' ./bank
    rec tests.bank-bench "" go test -run XXX -bench Last ./bank
    rec tests.bank-fuzz "" go test -run FuzzLast ./bank
    rec tests.bank-quit BANK_QUIT=1 go test -run TestQuit ./bank
    rec tests.bank-fuzzing "" go test -run XXX -fuzz FuzzLast -fuzztime 5s ./bank
    rm -rf bank/testdata
    rec tests.mainfail "" go test ./mainfail
    rec tests.several "" go test ./geo ./ok ./mainfail -run 'TestTable|TestFails|TestRecovers'
    rec tests.several-json "" go test -json ./geo ./mainfail -run 'TestTable'
    rec tests.broken "" go test ./brokenbuild ./ok -run TestRecovers
    rec tests.ok-v "" go test -v ./ok
    rec tests.vet "" go vet ./brokenbuild
  )
}
set_race() {
  (cd racy && go build -race -trimpath -o ../bin/racy . ) || return
  rec racy.mutexes "" bin/racy mutexes
  rec racy.then-panic "" bin/racy then-panic
  rec racy.checkptr "" bin/racy checkptr
  (cd racy && rec racy.test "" go test -race -v ./ledger)
}
set_cgo() {
  (cd cgo && CGO_ENABLED=1 go build -trimpath -o ../bin/codec . ) || return
  local c
  for c in segv abort assert throw callback free gopointer; do rec codec.$c "" bin/codec $c; done
}
set_logger() {
  (cd logger && go build -trimpath -o ../bin/logger . ) || return
  rec logger.glog "" bin/logger
}
set_newer() {
  (cd newer && go build -trimpath -o ../bin/newer . ) || return
  local c
  for c in range-body range-iterator pull collect; do rec newer.$c "" bin/newer $c; done
  rec newer.crash-output "" bash -c 'bin/newer crash-output /tmp/app/crash.txt; echo "== crash.txt"; cat /tmp/app/crash.txt'
  (cd newer && rec newer.synctest "" go test ./bubble)
}
set_edge() {
  (cd edge && go build -trimpath -o ../bin/edge ./cmd/edge) || return
  local c
  for c in gin echo chi gorilla fiber grpc grpc-recovery errgroup conc conc-pool singleflight singleflight-chan ants cobra cron cron-recover \
    zap-panic zap-development zap-recovered logrus-panic logrus-recovered logrus-json zerolog-panic zerolog-stack slog-recovered klog-fatal \
    pkg-errors pkg-errors-panic cockroach handlecrash handlecrash-on; do
    rec edge.$c "" bin/edge $c
  done
  (cd edge && go build -o ../bin/edge-paths ./cmd/edge)
  rec edge.gin-paths "" bin/edge-paths gin
  (cd edge && go mod vendor && go build -mod=vendor -o ../bin/edge-vendor ./cmd/edge)
  rec edge.cron-vendor "" bin/edge-vendor cron
  (
    cd checks2 || exit
    rec suites.suite "" go test ./suite
    rec suites.suite-v "" go test -v -run TestRepo ./suite
    rec suites.bdd "" go test ./bdd
    rec suites.bdd-v "" go test -v ./bdd
    rec suites.asserts "" go test ./asserts
  )
}
set_fleet() { # what every version since 1.5 can build; ONLY names the scenarios to keep
  mkdir -p gopath/src && cp -r fleet gopath/src/
  (
    # Toolchains before 1.9 look for themselves in /usr/local/go.
    GOROOT=$(ls -d "$GOPATH/pkg/mod/golang.org/toolchain@"*"-$version."* 2> /dev/null) || GOROOT=$(go env GOROOT)
    export GOROOT GO111MODULE=off GOENV=off GOFLAGS= CGO_ENABLED=0 GOPATH=$app/gopath
    cd gopath/src/fleet && "$GOROOT/bin/go" build -o $app/bin/fleet .
  ) || exit 1
  local c
  for c in ${ONLY:-$(bin/fleet)}; do rec fleet.$c "" bin/fleet $c; done
}
set_relay() { # generics, iterators, and what came with later versions; ONLY as above
  (cd relay && CGO_ENABLED=0 go build -trimpath -o ../bin/relayd ./cmd/relayd) || exit 1
  local c
  for c in ${ONLY:-$(bin/relayd)}; do rec relay.$c "" bin/relayd $c; done
}
set_hub() { # more libraries, and what programs log themselves; ONLY as above
  (cd hub && go build -trimpath -o ../bin/hub .) || exit 1
  local c
  for c in ${ONLY:-$(bin/hub)}; do rec hub.$c "" bin/hub $c; done
}
set_levels() { # the levels of GOTRACEBACK, and traces beside a crash
  (cd relay && CGO_ENABLED=0 go build -trimpath -o ../bin/relayd ./cmd/relayd) || exit 1
  rec relay.sem-leak-trace GODEBUG=gctrace=1,schedtrace=10 bin/relayd sem-leak
  rec relay.http-wrapped-system GOTRACEBACK=system bin/relayd http-wrapped
  rec relay.range-nested-crash GOTRACEBACK=crash bin/relayd range-nested
  rec relay.ctx-after-func-ancestors GODEBUG=tracebackancestors=4 bin/relayd ctx-after-func
}
set_trials() {
  (
    cd trials || exit
    rec trials.para-v "" go test -trimpath -v ./para
    rec trials.para-json "" go test -trimpath -json ./para
    rec trials.helper "" go test -trimpath ./helper
    rec trials.bench "" go test -trimpath -run XXX -bench . ./bench
    rec trials.fuzz-seed "" go test -trimpath ./fuzz
    rec trials.timeout "" go test -trimpath -timeout 2s ./timeout
    rec trials.mocked "" go test -trimpath ./mocked
    rec trials.bubble-left "" go test -trimpath -run TestLeftBehind ./bubble
    rec trials.quoted "" go test -trimpath ./quoted
    rec trials.background "" go test -trimpath -run TestBackground ./leaky
  )
}

sets=("$@")
if [ ${#sets[@]} -eq 0 ]; then
  case $minor in
    21 | 22 | 23 | 24 | 25 | 27) sets=(core) ;;
    26) sets=(core wide tests race cgo newer logger edge) ;;
  esac
fi
: > "$out/INDEX.tsv"
for s in "${sets[@]}"; do "set_$s"; done
