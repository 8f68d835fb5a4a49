// A pool whose workers wait for jobs; the main goroutine waits for the operator.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

type pool struct {
	jobs chan func()
}

func newPool(size int) *pool {
	p := &pool{jobs: make(chan func())}
	for i := 0; i < size; i++ {
		go p.work()
	}
	return p
}

func (p *pool) work() {
	for job := range p.jobs {
		job()
	}
}

func main() {
	p := newPool(8)
	done := make(chan struct{})
	p.jobs <- func() { close(done) }
	<-done
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	fmt.Println("ready")
	<-stop
}
