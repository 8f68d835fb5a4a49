package locks

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type guarded struct {
	mu sync.Mutex
	rw sync.RWMutex
	m  map[string]int
}

//go:noinline
func (g *guarded) release() { g.mu.Unlock() } // @unlock

//go:noinline
func (g *guarded) releaseRead() { g.rw.RUnlock() } // @runlock

//go:noinline
func (g *guarded) with(f func()) {
	g.mu.Lock()
	defer g.release()
	f()
}

type sessions struct{ *guarded }

//go:noinline
func (s sessions) touch(id string) { s.m[id]++ } // @touch

//go:noinline
func (s sessions) count() (n int) {
	for range s.m { // @count
		n++
	}
	return n
}

//go:noinline
func (s sessions) has(id string) bool { _, ok := s.m[id]; return ok } // @has

type account struct {
	mu      sync.Mutex
	name    string
	balance int
}

//go:noinline
func transfer(from, to *account, amount int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	to.mu.Lock() // @transfer
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}

//go:noinline
func (a *account) audit() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.total()
}

//go:noinline
func (a *account) total() int {
	a.mu.Lock() // @total
	defer a.mu.Unlock()
	return a.balance
}

func hammer(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		f := f
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				f()
			}
		}()
	}
	wg.Wait()
}

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"unlock-twice": func([]string) {
		g := &guarded{}
		g.with(func() { g.release() })
	},
	"runlock": func([]string) { (&guarded{}).releaseRead() },
	"map-write-write": func([]string) {
		s := sessions{&guarded{m: map[string]int{}}}
		hammer(func() { s.touch("a") }, func() { s.touch("a") }, func() { s.touch("a") })
	},
	"map-read-write": func([]string) {
		s := sessions{&guarded{m: map[string]int{}}}
		hammer(func() { s.touch("a") }, func() { s.has("b") }, func() { s.has("a") })
	},
	"map-iterate-write": func([]string) {
		s := sessions{&guarded{m: map[string]int{}}}
		for i := 0; i < 1000; i++ {
			s.touch(fmt.Sprint(i))
		}
		hammer(func() { s.touch("7") }, func() { s.count() })
	},
	"deadlock-reentrant": func([]string) {
		a := &account{name: "a"}
		fmt.Println(a.audit())
	},
	"deadlock-order": func([]string) {
		a, b := &account{name: "a"}, &account{name: "b"}
		var wg sync.WaitGroup
		wg.Add(2)
		go func() { defer wg.Done(); transfer(a, b, 1) }()
		go func() { defer wg.Done(); transfer(b, a, 1) }()
		wg.Wait() // @waitorder
	},
	"deadlock-workers": func([]string) {
		in := make(chan int)
		var wg sync.WaitGroup
		for i := 0; i < 40; i++ {
			wg.Add(1)
			go func() { // @spawn
				defer wg.Done()
				for range in { // @range
				}
			}()
		}
		for i := 0; i < 100; i++ {
			in <- i
		}
		wg.Wait() // @waitworkers
	},
	"deadlock-cond": func([]string) {
		var mu sync.Mutex
		c := sync.NewCond(&mu)
		mu.Lock()
		for i := 0; i == 0; {
			c.Wait() // @cond
		}
	},
	"deadlock-select-empty": func([]string) {
		fmt.Fprintln(os.Stderr, "server started")
		select {} // @selectempty
	},
	"deadlock-nil-chan": func([]string) {
		var c chan int
		fmt.Println(<-c) // @nilchan
	},
}
