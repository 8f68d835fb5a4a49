// Cause: double-lock
package main

import (
	"sync"

	"stuck.example/stay"
)

type lazy struct {
	once sync.Once
	v    int
}

func (l *lazy) get() int {
	l.once.Do(l.build)
	return l.v
}

func (l *lazy) build() { l.v = l.get() + 1 }

func main() {
	l := &lazy{}
	go l.get()
	stay.Here()
}
