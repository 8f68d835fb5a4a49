// Cause: wait-group
package main

import (
	"sync"

	"stuck.example/stay"
)

type pool struct{ wg sync.WaitGroup }

func (p *pool) run() {
	defer p.wg.Done()
	p.finish()
}

func (p *pool) finish() { p.wg.Wait() }

func main() {
	p := &pool{}
	p.wg.Add(2)
	go p.run()
	go p.run()
	stay.Here()
}
