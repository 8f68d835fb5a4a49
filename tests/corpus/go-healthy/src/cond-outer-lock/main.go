// A manager keeps its lock while its pool waits for a free place; places come back without that lock.
package main

import (
	"fmt"
	"sync"
	"time"
)

type pool struct {
	mu   sync.Mutex
	free *sync.Cond
	left int
}

func (p *pool) lease() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.left == 0 {
		p.free.Wait()
	}
	p.left--
}

func (p *pool) giveBack() {
	p.mu.Lock()
	p.left++
	p.mu.Unlock()
	p.free.Signal()
}

type manager struct {
	mu   sync.Mutex
	pool *pool
}

func (m *manager) acquire() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pool.lease()
}

func main() {
	p := &pool{left: 2}
	p.free = sync.NewCond(&p.mu)
	m := &manager{pool: p}
	for range 8 {
		go func() {
			for {
				m.acquire()
				done := make(chan struct{})
				time.AfterFunc(300*time.Millisecond, func() { p.giveBack(); close(done) })
				<-done
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
