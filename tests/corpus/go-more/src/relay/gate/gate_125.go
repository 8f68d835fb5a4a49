//go:build go1.25

package gate

import (
	"fmt"
	"sync"
)

func init() {
	Scenarios["wg-go"] = wgGo
	Scenarios["wg-go-deadlock"] = wgGoDeadlock
}

type batch struct {
	wg   sync.WaitGroup
	jobs []func() int
	out  []int
}

func (b *batch) run() {
	for i, job := range b.jobs {
		b.wg.Go(func() {
			b.out[i] = job() //@wg-go
		})
	}
	b.wg.Wait()
}

func wgGo() {
	b := &batch{jobs: []func() int{func() int { return 1 }, func() int { return 2 }}, out: make([]int, 1)}
	b.run()
	fmt.Println(b.out)
}

func wgGoDeadlock() {
	var wg sync.WaitGroup
	results := make(chan int)
	for i := range 3 {
		wg.Go(func() { results <- i })
	}
	wg.Wait() //@wg-go-deadlock
	close(results)
}
