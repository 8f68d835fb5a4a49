// A program that dies in the way its argument says. The line to blame is marked.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"sync"
)

type order struct {
	id    int
	lines []line
	buyer *buyer
}

type line struct{ amount int }
type buyer struct{ name string }

type ledger struct {
	mu     sync.Mutex
	totals map[string]int
}

func (l *ledger) add(o order) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.totals[o.buyer.name] += o.lines[0].amount // culprit: nil-map
}

func (o *order) greeting() string {
	return "Dear " + o.buyer.name // culprit: nil-field
}

func (o *order) last(n int) line {
	return o.lines[len(o.lines)-n] // culprit: index
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func save(o order) {
	must(errors.New("disk full")) // culprit: helper
}

func closeTwice(done chan struct{}) {
	close(done)
	close(done) // culprit: closed
}

func rethrow() {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprintf("while saving: %v", r))
		}
	}()
	var o order
	_ = o.lines[3] // culprit: rethrow
}

func compare(items []any) {
	sort.Slice(items, func(i, j int) bool {
		return items[i].(int) < items[j].(int) // culprit: assertion
	})
}

func wait() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait() // culprit: deadlock
}

func main() {
	o := order{id: 1, lines: []line{{1}}, buyer: &buyer{"Ann"}}
	switch os.Args[1] {
	case "nil-map":
		new(ledger).add(o)
	case "nil-field":
		fmt.Println((&order{id: 2}).greeting())
	case "index":
		fmt.Println(o.last(2))
	case "helper":
		save(o)
	case "closed":
		closeTwice(make(chan struct{}))
	case "rethrow":
		rethrow()
	case "assertion":
		compare([]any{1, "two"})
	case "deadlock":
		wait()
	case "goroutine":
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			var none *order
			fmt.Println(none.id) // culprit: goroutine
		}()
		<-finished
		select {}
	}
}
