package values

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Code is a named number.
type Code int

// Reason is a named string.
type Reason string

type detail struct {
	Code   int
	Reason string
}

type stringer struct{ parts []string }

func (s stringer) String() string { return strings.Join(s.parts, " / ") }

type lazyError struct{ inner *detail }

func (e *lazyError) Error() string { return e.inner.Reason }

//go:noinline
func raise(v any) {
	panic(v) // @raise
}

const dump = `request failed

goroutine 77 [running]:
main.handler(0x1, 0x2)
	/srv/app/handler.go:42 +0x1d
created by main.serve in goroutine 1
	/srv/app/serve.go:10 +0x2b
exit status 2`

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"value-code":    func([]string) { raise(Code(7)) },
	"value-reason":  func([]string) { raise(Reason("quota\nused up")) },
	"value-struct":  func([]string) { raise(detail{1, "x"}) },
	"value-pointer": func([]string) { raise(&detail{1, "x"}) },
	"value-stringer": func([]string) {
		raise(stringer{[]string{"a", "b"}})
	},
	"value-empty":   func([]string) { raise("") },
	"value-blank":   func([]string) { raise("  \n \n") },
	"value-newline": func([]string) { raise("\n\nafter two newlines\n") },
	"value-unicode": func([]string) { raise("konto \u00fcberzogen \u2014 \u6b8b\u9ad8\u4e0d\u8db3 \U0001f4b8 \u202egnp.exe") },
	"value-ansi":    func([]string) { raise("\x1b[31mdisk full\x1b[0m\x1b]0;title\x07 \x1b[2J") },
	"value-cr":      func([]string) { raise("progress 10%\rprogress 20%\rdone\r\nnext") },
	"value-nul":     func([]string) { raise("key a\x00b\xff\xfe not found") },
	"value-huge":    func([]string) { raise("row " + strings.Repeat("0123456789abcdef ", 1200) + "end") },
	"value-hugelines": func([]string) {
		var b strings.Builder
		for i := 0; i < 400; i++ {
			fmt.Fprintf(&b, "line %d of the query plan\n", i)
		}
		raise(b.String())
	},
	"value-dump":   func([]string) { raise(dump) },
	"value-signal": func([]string) { raise("oops\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x0]") },
	"value-fatal":  func([]string) { raise("fatal error: all goroutines are asleep - deadlock!") },
	"value-nested": func([]string) { raise("a\n\tpanic: b [recovered]") },
	"value-race": func([]string) {
		raise("==================\nWARNING: DATA RACE\nWrite at 0x00c000018098 by goroutine 8:\n  main.f()\n      /x.go:1 +0x1\n==================")
	},
	"value-exit":     func([]string) { raise("child failed: exit status 2\nFAIL\tshop\t0.01s") },
	"value-bracket":  func([]string) { raise("tag [recovered]") },
	"value-nilerror": func([]string) { raise(error(&lazyError{})) },
	"value-wrapped": func([]string) {
		raise(fmt.Errorf("start: %w", fmt.Errorf("load config %q: %w", "/etc/shop.yaml", os.ErrNotExist)))
	},
	"value-func":   func([]string) { raise(func() {}) },
	"value-errptr": func([]string) { raise(errors.New("plain")) },
	"value-float":  func([]string) { raise(2.5) },
}
