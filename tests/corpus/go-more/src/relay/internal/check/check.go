// Package check holds invariants of the program.
package check

import "fmt"

// That panics unless ok.
func That(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Errorf("invariant violated: "+format, args...))
	}
}
