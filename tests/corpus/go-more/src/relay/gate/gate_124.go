//go:build go1.24

package gate

import (
	"fmt"
	"runtime"
	"time"
	"weak"
)

func init() {
	Scenarios["cleanup-panic"] = cleanupPanic
	Scenarios["weak-nil"] = weakNil
}

type conn struct{ id int }

func reap(id int) {
	panic(fmt.Errorf("conn %d leaked", id)) //@cleanup-panic
}

func cleanupPanic() {
	for i := 0; i < 10; i++ {
		c := &conn{i}
		runtime.AddCleanup(c, reap, c.id)
	}
	for i := 0; i < 20; i++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
}

func weakNil() {
	p := weak.Make(&conn{3})
	runtime.GC()
	fmt.Println(lookup(p))
}

//go:noinline
func lookup(p weak.Pointer[conn]) int {
	return p.Value().id //@weak-nil
}
