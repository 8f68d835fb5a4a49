// Leaves goroutines behind in every way the collector can prove, keeps others that only look like it, and prints the
// goroutine leak profile: `1` and `2` as text of that level, `quit` waits for SIGQUIT after a detection.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"sync"
	"time"
)

type result struct{ value int }

func fetch(out chan<- result) { out <- result{42} }

// The caller gives up; each answer then has nobody to receive it.
func fetchFirst(n int) result {
	out := make(chan result)
	for range n {
		go fetch(out)
	}
	return <-out
}

func drain(jobs <-chan result) (sum int) {
	for job := range jobs {
		sum += job.value
	}
	return sum
}

// Nobody closes the channel.
func forgetToClose() {
	jobs := make(chan result)
	go drain(jobs)
	jobs <- result{1}
}

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) add(v int) {
	a.mu.Lock()
	a.balance += v
}

// The first one never unlocks.
func forgetToUnlock() {
	a := &account{}
	a.add(1)
	go a.add(2)
}

func waitForAll(wg *sync.WaitGroup) { wg.Wait() }

// One Done is missing.
func forgetDone() {
	wg := &sync.WaitGroup{}
	wg.Add(1)
	go waitForAll(wg)
}

type gate struct {
	mu   sync.Mutex
	cond *sync.Cond
	open bool
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open {
		g.cond.Wait()
	}
}

// Nobody signals.
func forgetToSignal() {
	g := &gate{}
	g.cond = sync.NewCond(&g.mu)
	go g.pass()
}

func follow(ctx context.Context, updates <-chan result) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-updates:
		}
	}
}

// Nobody cancels.
func forgetToCancel() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go follow(ctx, make(chan result))
}

type feed struct {
	mu    sync.Mutex
	posts chan result
}

func (f *feed) publish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.posts <- result{}
}

// A lock is held at a channel without a receiver: two kinds of wait, one cause.
func forgetToReceive() {
	f := &feed{posts: make(chan result)}
	go f.publish()
	for range 2 {
		go f.publish()
	}
}

type left struct {
	mu    sync.Mutex
	other *right
}

type right struct {
	mu    sync.RWMutex
	other *left
}

func (l *left) push() {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	l.other.mu.Lock()
}

func (r *right) pull() {
	r.mu.Lock()
	defer r.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	r.other.mu.Lock()
}

// Each locks its own and wants the other's.
func crossOver() {
	l, r := &left{}, &right{}
	l.other, r.other = r, l
	go l.push()
	go r.pull()
}

var queue = make(chan result)

type counter struct {
	mu    sync.Mutex
	value int
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value++
	time.Sleep(40 * time.Millisecond)
}

var total counter

func main() {
	fetchFirst(4)
	forgetToClose()
	forgetToUnlock()
	forgetDone()
	forgetToSignal()
	forgetToCancel()
	forgetToReceive()
	crossOver()
	for range 2 {
		go drain(queue) // idle, not leaked: the queue is a variable of the package
	}
	for range 20 {
		go total.add() // in turn, each after the other
	}
	time.Sleep(50 * time.Millisecond)
	profile := pprof.Lookup("goroutineleak")
	switch os.Args[1] {
	case "1":
		profile.WriteTo(os.Stdout, 1)
	case "2":
		profile.WriteTo(os.Stdout, 2)
	case "quit":
		profile.WriteTo(io.Discard, 0)
		fmt.Println("ready")
		time.Sleep(time.Hour)
	}
	queue <- result{}
}
