// Cause: double-lock
package main

import (
	"errors"
	"sync"

	"stuck.example/stay"
)

type table struct {
	sync.Mutex
	rows []int
}

var errEmpty = errors.New("empty")

func (t *table) pop() (int, error) {
	t.Lock()
	if len(t.rows) == 0 {
		return 0, errEmpty
	}
	v := t.rows[0]
	t.rows = t.rows[1:]
	t.Unlock()
	return v, nil
}

func main() {
	t := &table{}
	for i := 0; i < 3; i++ {
		go t.pop()
	}
	stay.Here()
}
