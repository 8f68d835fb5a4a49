//go:build go1.21

package gate

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

func init() {
	Scenarios["slices-sort-func"] = slicesSortFunc
	Scenarios["slices-binary"] = slicesBinary
	Scenarios["once-func"] = onceFunc
	Scenarios["ctx-after-func"] = ctxAfterFunc
	Scenarios["panic-nil-new"] = panicNil
	Scenarios["slog-text-stack"] = func() { slogStack(slog.NewTextHandler(os.Stderr, nil)) }
	Scenarios["slog-json-stack"] = func() { slogStack(slog.NewJSONHandler(os.Stderr, nil)) }
	Scenarios["clear-insert"] = clearInsert
}

type release struct {
	tag   string
	parts []int
}

func compare(a, b release) int {
	for i := range a.parts {
		if d := a.parts[i] - b.parts[i]; d != 0 { //@slices-sort-func
			return d
		}
	}
	return 0
}

func slicesSortFunc() {
	all := []release{{"a", []int{1, 2, 3}}, {"b", []int{1, 2}}, {"c", []int{1}}}
	slices.SortFunc(all, compare)
	fmt.Println(all)
}

func slicesBinary() {
	xs := []int{1, 2, 3}
	cut(xs, 2, 5)
}

//go:noinline
func cut(xs []int, i, j int) []int {
	return slices.Delete(xs, i, j) //@slices-binary
}

func onceFunc() {
	load := sync.OnceValues(func() (map[string]int, error) {
		var m map[string]int
		m["x"] = 1 //@once-func
		return m, nil
	})
	func() {
		defer func() { fmt.Println("first:", recover() != nil) }()
		load()
	}()
	load() //@once-func2
}

func ctxAfterFunc() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	var hooks []func()
	context.AfterFunc(ctx, func() {
		hooks[0]() //@ctx-after-func
	})
	time.Sleep(time.Second)
}

func panicNil() {
	var err error
	defer fmt.Println("done")
	panic(err) //@panic-nil-new
}

func parse(fields []string) (out []string) {
	return append(out, fields[4]) //@slog-stack
}

func slogStack(h slog.Handler) {
	logger := slog.New(h).With("service", "gate")
	defer func() {
		if v := recover(); v != nil {
			logger.Error("panic recovered", "panic", v, "stack", string(debug.Stack()))
		}
	}()
	parse([]string{"a"})
}

func clearInsert() {
	xs := make([]int, 3)
	clear(xs)
	grow(xs, 9)
}

//go:noinline
func grow(xs []int, at int) []int {
	return slices.Insert(xs, at, 1) //@clear-insert
}
