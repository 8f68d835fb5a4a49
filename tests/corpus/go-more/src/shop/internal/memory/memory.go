package memory

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"
	"unsafe"
)

type node struct {
	name     string
	children []*node
}

//go:noinline
func (n *node) String() string {
	return fmt.Sprintf("node(%v)", n) // @stringer
}

//go:noinline
func expr(tokens []string) int { return term(tokens) + 1 } // @expr

//go:noinline
func term(tokens []string) int { return factor(tokens) + 1 } // @term

//go:noinline
func factor(tokens []string) int { return group(tokens) + 1 } // @factor

//go:noinline
func group(tokens []string) int { return expr(tokens) + 1 } // @group

var sink [][]byte

//go:noinline
func buffer(rows int) {
	for i := 0; i < rows; i++ {
		sink = append(sink, grow(nil, 64<<20))
	}
}

//go:noinline
func grow(b []byte, n int) []byte {
	b = append(b, make([]byte, n)...) // @grow
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
	return b
}

//go:noinline
func mapsOf(n int) map[string]string {
	m := map[string]string{}
	for i := 0; i < n; i++ {
		m[fmt.Sprintf("key-%d", i)] = strings.Repeat("v", 4000) // @mapgrow
	}
	return m
}

//go:noinline
func peek(at uintptr) byte {
	p := (*byte)(unsafe.Pointer(at))
	return *p // @peek
}

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"overflow-mutual": func([]string) {
		debug.SetMaxStack(1 << 20)
		fmt.Println(expr([]string{"(", ")"}))
	},
	"overflow-stringer": func([]string) {
		debug.SetMaxStack(1 << 20)
		fmt.Println(&node{name: "root"})
	},
	"oom-buffer":  func([]string) { buffer(1000) },
	"oom-map":     func([]string) { fmt.Println(len(mapsOf(1 << 30))) },
	"bad-pointer": func([]string) { fmt.Println(peek(0xdeadbeef0000)) },
	"make-huge": func([]string) {
		n := 1 << 62
		fmt.Println(len(make([]int64, n))) // @makehuge
	},
	"max-threads": func([]string) {
		debug.SetMaxThreads(6)
		for i := 0; i < 30; i++ {
			r, _, err := os.Pipe()
			if err != nil {
				panic(err)
			}
			go block(int(r.Fd()))
		}
		time.Sleep(2 * time.Second)
	},
}
