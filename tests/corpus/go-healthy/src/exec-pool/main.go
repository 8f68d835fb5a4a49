// Jobs that run child processes, at most two at once: the others wait for a slot, and for their answers.
package main

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
)

type runner struct {
	slots chan struct{}
	mu    sync.Mutex
	done  map[int]error
}

func (r *runner) run(ctx context.Context, id int) {
	r.slots <- struct{}{}
	defer func() { <-r.slots }()
	err := exec.CommandContext(ctx, "sleep", "20").Run()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[id] = err
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := &runner{slots: make(chan struct{}, 2), done: map[int]error{}}
	var jobs sync.WaitGroup
	for id := range 8 {
		jobs.Go(func() { r.run(ctx, id) })
	}
	fmt.Println("ready")
	jobs.Wait()
}
