package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

type job struct {
	id      int
	payload *payload
	done    chan<- result
}

type payload struct{ body []byte }

type result struct {
	id  int
	err error
}

type worker struct {
	name string
	in   <-chan job
	wg   *sync.WaitGroup
}

//go:noinline
func (w *worker) run() {
	defer w.wg.Done()
	for j := range w.in {
		j.done <- result{j.id, w.handle(j)}
	}
}

//go:noinline
func (w *worker) handle(j job) error {
	if err := validate(j); err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	return nil
}

//go:noinline
func validate(j job) error {
	if len(j.payload.body) == 0 { // @payload
		return errors.New("empty")
	}
	return nil
}

type pool struct {
	workers []*worker
	wg      sync.WaitGroup
}

func newPool(n int, in <-chan job) *pool {
	p := &pool{}
	for i := 0; i < n; i++ {
		w := &worker{name: fmt.Sprintf("worker-%d", i), in: in, wg: &p.wg}
		p.workers = append(p.workers, w)
		p.wg.Add(1)
		go w.run() // @gowork
	}
	return p
}

type ticker struct {
	every time.Duration
	beat  func(int) error
}

//go:noinline
func (t ticker) loop(ctx context.Context) {
	n := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(t.every):
			n++
			if err := t.beat(n); err != nil {
				panic(fmt.Errorf("beat %d: %w", n, err)) // @beat
			}
		}
	}
}

type resource struct{ handle *int }

//go:noinline
func (r *resource) release() { *r.handle = 0 } // @release

//go:noinline
func guarded(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(os.Stderr, "time=2024-05-01T10:00:00Z level=error msg=\"job %s panicked: %v\"\n", name, r)
			debug.PrintStack()
		}
	}()
	f()
}

//go:noinline
func guardedShort(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			buf := make([]byte, 600)
			buf = buf[:runtime.Stack(buf, false)]
			fmt.Fprintf(os.Stderr, "E! [%s] panic: %v\n%s\n", name, r, buf)
		}
	}()
	f()
}

//go:noinline
func flaky(n int) {
	if n == 0 {
		var list []int
		list[n]++ // @flaky
	}
	flaky(n - 1)
}

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"worker-pool": func([]string) {
		in, done := make(chan job), make(chan result, 10)
		p := newPool(4, in)
		for i := 0; i < 9; i++ {
			j := job{id: i, payload: &payload{[]byte("x")}, done: done}
			if i == 5 {
				j.payload = nil
			}
			in <- j
		}
		close(in)
		p.wg.Wait()
		time.Sleep(time.Second)
	},
	"ticker-beat": func([]string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		t := ticker{time.Millisecond, func(n int) error {
			if n == 3 {
				return context.DeadlineExceeded
			}
			return nil
		}}
		go t.loop(ctx)
		<-ctx.Done()
	},
	"after-func": func([]string) {
		var r resource
		time.AfterFunc(time.Millisecond, r.release)
		time.Sleep(2 * time.Second)
	},
	"context-after-func": func([]string) {
		ctx, cancel := context.WithCancel(context.Background())
		var sessions map[string]int
		context.AfterFunc(ctx, func() {
			sessions["x"] = 1 // @afterctx
		})
		cancel()
		time.Sleep(2 * time.Second)
	},
	"finalizer": func([]string) {
		for i := 0; i < 3; i++ {
			r := &resource{}
			runtime.SetFinalizer(r, (*resource).release)
		}
		runtime.GC()
		time.Sleep(2 * time.Second)
	},
	"goexit-then-panic": func([]string) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() {
				panic("cleanup after Goexit failed") // @goexit
			}()
			runtime.Goexit()
		}()
		<-done
	},
	"print-stack-only": func([]string) {
		guarded("nightly", func() { flaky(3) })
		fmt.Println("nightly skipped; all others done")
	},
	"short-buffer": func([]string) {
		guardedShort("mailer", func() { flaky(2) })
		fmt.Println("mailer restarted")
	},
	"print-stack-no-panic": func([]string) {
		fmt.Println("slow request, stack follows")
		debug.PrintStack()
		fmt.Println("request finished after 3.2s")
	},
	"send-closed": func([]string) {
		in, done := make(chan job), make(chan result)
		p := newPool(1, in)
		in <- job{id: 1, payload: &payload{[]byte("x")}, done: done}
		close(done)
		p.wg.Wait()
	},
	"negative-waitgroup": func([]string) {
		var wg sync.WaitGroup
		w := &worker{name: "late", in: closedJobs(), wg: &wg}
		w.run()
	},
	"panic-nil": func([]string) {
		defer fmt.Println("deferred output before the crash")
		fail(nil)
	},
}

//go:noinline
func fail(v any) {
	panic(v) // @failv
}

func closedJobs() <-chan job {
	c := make(chan job)
	close(c)
	return c
}
