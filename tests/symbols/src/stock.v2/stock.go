// Package stock has a dot in the last part of its path, which tracebacks escape.
package stock

import "runtime"

// At prints its mark and the function that calls it. Each stands on the line of the function that begins there.
func At(mark string) {
	var counters [1]uintptr
	runtime.Callers(2, counters[:])
	frame, _ := runtime.CallersFrames(counters[:]).Next()
	println("at", mark, frame.Function)
}

type Box[T any] struct{ content T }

func (b *Box[T]) Open(visit func(T)) { // begins: generic method of another package
	At("generic method of another package")
	visit(b.content)
}

func Pack[T any](content T) *Box[T] { // begins: generic function of another package
	At("generic function of another package")
	return &Box[T]{content}
}

func Count() int { // begins: function of another package
	At("function of another package")
	return 1
}
