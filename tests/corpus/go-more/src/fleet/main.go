package main

import (
	"fmt"
	"os"

	"fleet/codec"
	"fleet/depot"
	"fleet/ops"
	"fleet/route"
)

var scenarios = map[string]func(){
	"split-func":      codec.SplitFrames,
	"marshal-panics":  codec.MarshalManifest,
	"panicking-reader": codec.CopyFrom,
	"regexp":          codec.CompileRule,
	"big-division":    codec.Ratio,
	"heap-empty":      depot.PopEmpty,
	"embedded-nil":    depot.Embedded,
	"value-wrapper":   depot.ValueWrapper,
	"walk-nil-info":   depot.Walk,
	"must-package":    depot.MustOpen,
	"reflect-call":    depot.ReflectCall,
	"reflect-few":     depot.ReflectFew,
	"nil-func":        depot.NilHook,
	"missing-method":  depot.MissingMethod,
	"close-chain":     depot.CloseChain,
	"wrapped-lines":   depot.WrappedLines,
	"named-error":     depot.NamedError,
	"cond-queue":      ops.CondQueue,
	"rw-reentry":      ops.RWReentry,
	"lock-callback":   ops.LockCallback,
	"lock-order":      ops.LockOrder,
	"goexit-main":     ops.GoexitMain,
	"pool-race":       ops.PoolRace,
	"method-value":    ops.MethodValue,
	"idle-server":     ops.IdleServer,
	"busy-loop":       ops.BusyLoop,
	"self-abort":      ops.SelfAbort,
	"recover-logs":    ops.RecoverLogs,
	"recover-exits":   ops.RecoverExits,
	"bad-pointer":     route.BadPointer,
	"visit-overflow":  route.Visit,
	"table-init":      route.UseTable,
	"wrong-index":     route.WrongIndex,
	"makechan":        route.MakeChan,
	"repanic-runtime": route.Repanic,
}

func main() {
	if len(os.Args) < 2 {
		for name := range scenarios {
			fmt.Println(name)
		}
		return
	}
	run, ok := scenarios[os.Args[1]]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such scenario")
		os.Exit(64)
	}
	fmt.Println("fleet: starting", os.Args[1])
	run()
}
