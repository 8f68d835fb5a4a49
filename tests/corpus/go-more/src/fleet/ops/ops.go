package ops

import (
	"errors"
	"fmt"
	"io/ioutil"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

type buffer struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []int
}

func (b *buffer) take() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.items) == 0 {
		b.ready.Wait()
	}
	x := b.items[0]
	b.items = b.items[1:]
	return x
}

// CondQueue: three consumers wait on a condition nobody signals, one receives from a nil channel, main waits for all.
func CondQueue() {
	b := &buffer{}
	b.ready = sync.NewCond(&b.mu)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(b.take())
		}()
	}
	var stop chan struct{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-stop
	}()
	wg.Wait() //@cond-queue
}

type registry struct {
	mu    sync.RWMutex
	names map[string]bool
}

func (r *registry) has(name string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.names[name]
}

func (r *registry) both(a, b string, between func()) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if !r.names[a] {
		return false
	}
	between()
	return r.has(b)
}

func (r *registry) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[name] = true
}

func RWReentry() {
	r := &registry{names: map[string]bool{"a": true}}
	fmt.Println(r.both("a", "b", func() {
		go r.add("c")
		time.Sleep(50 * time.Millisecond)
	})) //@rw-reentry
}

type bus struct {
	mu   sync.Mutex
	subs []func(string)
}

func (b *bus) subscribe(f func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = append(b.subs, f)
}

func (b *bus) publish(event string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.subs {
		f(event)
	}
}

func LockCallback() {
	b := &bus{}
	b.subscribe(func(event string) {
		b.subscribe(func(string) {})
	})
	b.publish("boot")
}

type account struct {
	mu      sync.Mutex
	balance int
}

func transfer(from, to *account, n int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	to.mu.Lock()
	defer to.mu.Unlock()
	from.balance -= n
	to.balance += n
}

func LockOrder() {
	a, b := &account{balance: 10}, &account{balance: 10}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); transfer(a, b, 1) }()
	go func() { defer wg.Done(); transfer(b, a, 1) }()
	wg.Wait()
}

func GoexitMain() {
	results := make(chan int)
	go func() {
		for r := range results {
			fmt.Println(r)
		}
	}()
	defer fmt.Println("main leaves")
	runtime.Goexit()
}

type tally struct{ counts map[int]int }

func (t *tally) bump(k int) {
	t.counts[k%5]++ //@pool-race
}

func PoolRace() {
	runtime.GOMAXPROCS(4)
	t := &tally{map[int]int{}}
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			for j := 0; j < 5000000; j++ {
				t.bump(n + j)
			}
		}(i)
	}
	wg.Wait()
}

type poller struct {
	every time.Duration
	conns []*net.TCPConn
}

func (p *poller) run() {
	for range time.Tick(p.every) {
		for _, c := range p.conns {
			c.SetKeepAlive(true)
		}
		p.check(len(p.conns))
	}
}

func (p *poller) check(n int) {
	fmt.Println("load", 100/n) //@method-value
}

func MethodValue() {
	start := []func(){(&poller{every: time.Millisecond}).run}
	for _, f := range start {
		go f()
	}
	select {}
}

// IdleServer waits as a server does until somebody sends SIGQUIT.
func IdleServer() {
	jobs := make(chan int)
	for i := 0; i < 12; i++ {
		go worker(jobs)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go http.Serve(l, nil)
	go func() {
		time.Sleep(200 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	}()
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}

func worker(jobs chan int) {
	for j := range jobs {
		fmt.Println(j)
	}
}

func BusyLoop() {
	go func() {
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	}()
	n := 0
	for i := 0; ; i++ {
		n += spin(i)
	}
}

//go:noinline
func spin(i int) int { return i * i }

func SelfAbort() {
	fmt.Println("assertion failed, aborting")
	syscall.Kill(os.Getpid(), syscall.SIGABRT)
	time.Sleep(time.Second)
}

func guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				log.Printf("recovered in %s: %v\n%s", r.URL.Path, p, debug.Stack())
				http.Error(w, "internal", 500)
			}
		}()
		next(w, r)
	}
}

func trucks(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query()["id"]
	fmt.Fprintln(w, ids[1]) //@recover-logs
}

// RecoverLogs: a middleware logs panics and the server goes on.
func RecoverLogs() {
	srv := httptest.NewServer(guarded(trucks))
	defer srv.Close()
	for i := 0; i < 2; i++ {
		res, err := http.Get(srv.URL + "/trucks?id=1")
		if err != nil {
			log.Fatal(err)
		}
		body, _ := ioutil.ReadAll(res.Body)
		res.Body.Close()
		fmt.Printf("%d %s", res.StatusCode, body)
	}
}

func plan(n int) error {
	if n == 0 {
		panic(errors.New("no route to depot")) //@recover-exits
	}
	return plan(n - 1)
}

// RecoverExits: main prints the stack of what it recovered and exits.
func RecoverExits() {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "fatal:", p)
			debug.PrintStack()
			os.Exit(3)
		}
	}()
	fmt.Println(plan(3))
}
