package pool

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"
)

var Scenarios = map[string]func(){
	"pool-task":         poolTask,
	"pool-rethrow":      poolRethrow,
	"timeout-handler":   timeoutHandler,
	"http-wrapped":      httpWrapped,
	"goexit-deadlock":   goexitDeadlock,
	"mixed-waits":       mixedWaits,
	"two-dying":         twoDying,
	"quit-many":         quitMany,
	"abort-all":         abortAll,
	"stack-all-to-log":  stackAllToLog,
	"defer-reads-nil":   deferReadsNil,
	"finalizer-panic":   finalizerPanic,
	"gc-pressure":       gcPressure,
	"locked-thread":     lockedThread,
	"sem-leak":          semLeak,
	"double-close-body": doubleCloseBody,
}

type Task func() error

type Pool struct {
	tasks chan Task
	wg    sync.WaitGroup
	fail  chan any
}

func New(n int) *Pool {
	p := &Pool{tasks: make(chan Task), fail: make(chan any, 1)}
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go p.work(i)
	}
	return p
}

func (p *Pool) work(id int) {
	defer p.wg.Done()
	for t := range p.tasks {
		if err := t(); err != nil {
			log.Println("task failed:", err)
		}
	}
}

func (p *Pool) Submit(t Task) { p.tasks <- t }

type resizer struct{ scale float64 }

func (r *resizer) resize(w, h int) ([]byte, error) {
	return make([]byte, int(float64(w*h)*r.scale)), nil //@pool-task
}

func poolTask() {
	p := New(4)
	r := &resizer{scale: -1}
	p.Submit(func() error { _, err := r.resize(640, 480); return err })
	time.Sleep(time.Second)
}

// carried is how a pool of ours passes a panic of a worker on to whoever waits.
type carried struct {
	value any
	stack []byte
}

func (c *carried) String() string { return fmt.Sprintf("%v\n\n%s", c.value, c.stack) }

func guard(t Task, out chan<- *carried) {
	defer func() {
		if v := recover(); v != nil {
			out <- &carried{v, debug.Stack()}
			return
		}
		out <- nil
	}()
	_ = t()
}

func parallel(tasks ...Task) {
	out := make(chan *carried, len(tasks))
	for _, t := range tasks {
		go guard(t, out)
	}
	for range tasks {
		if c := <-out; c != nil {
			panic(c)
		}
	}
}

func poolRethrow() {
	ids := []int{1, 2}
	parallel(func() error { return nil }, func() error {
		fmt.Println(ids[len(ids)]) //@pool-rethrow
		return nil
	})
}

type slow struct{ names map[string]string }

func (s *slow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.names[r.RemoteAddr] = r.UserAgent()
	fmt.Fprintln(w, "ok")
}

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		log.Println(r.URL.Path, time.Since(start) > time.Hour)
	})
}

// timeoutHandler: http.TimeoutHandler runs the handler in another goroutine, recovers there and panics again here.
func timeoutHandler() {
	serve(logged(http.TimeoutHandler(&slow{}, time.Second, "slow")), "/hello")
}

func serve(h http.Handler, path string) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	res, err := http.Get(srv.URL + path)
	if err != nil {
		fmt.Println("client:", err != nil)
		return
	}
	body, _ := io.ReadAll(res.Body)
	fmt.Println(res.StatusCode, string(body))
}

type stage struct {
	next http.Handler
	name string
}

func (s stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if v := recover(); v != nil {
			panic(fmt.Sprintf("stage %s: %v", s.name, v))
		}
	}()
	s.next.ServeHTTP(w, r)
}

func httpWrapped() {
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		version := strings.Split(r.URL.Path, "/")[3] //@http-wrapped
		fmt.Fprintln(w, version)
	})
	serve(stage{stage{mux, "inner"}, "outer"}, "/v1/x")
}

func goexitDeadlock() {
	done := make(chan struct{})
	go func() {
		defer fmt.Println("worker leaves")
		runtime.Goexit()
		close(done)
	}()
	<-done //@goexit-deadlock
}

type hub struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	in    chan int
	done  chan struct{}
	cond  *sync.Cond
	group sync.WaitGroup
}

func (h *hub) produce() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.in <- 1
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.in)
}

func (h *hub) consume() {
	for {
		if h.count() == 0 {
			continue
		}
		<-h.in
	}
}

// mixedWaits: a producer holds the mutex and sends; the consumer wants the mutex first; a reader waits for both.
func mixedWaits() {
	h := &hub{in: make(chan int), done: make(chan struct{})}
	h.group.Add(2)
	go func() { defer h.group.Done(); h.produce() }()
	time.Sleep(10 * time.Millisecond)
	go func() { defer h.group.Done(); h.consume() }()
	go func() {
		select {
		case <-h.done:
		case v := <-make(chan int):
			fmt.Println(v)
		}
	}()
	h.group.Wait()
}

// twoDying: two goroutines panic at nearly the same time; one wins.
func twoDying() {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			<-start
			panic(fmt.Sprint("worker died")) //@two-dying
		}(i)
	}
	close(start)
	wg.Wait()
}

func quitMany() {
	p := New(150)
	go func() {
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	}()
	for i := 0; i < 40; i++ {
		p.Submit(func() error { time.Sleep(time.Hour); return nil })
	}
	p.wg.Wait()
}

func abortAll() {
	New(3)
	syscall.Kill(os.Getpid(), syscall.SIGABRT)
	time.Sleep(time.Minute)
}

func stackAllToLog() {
	New(5)
	time.Sleep(20 * time.Millisecond)
	buf := make([]byte, 1<<20)
	log.Printf("watchdog: no progress, dumping goroutines\n%s", buf[:runtime.Stack(buf, true)])
}

type txn struct {
	log  *os.File
	rows map[string]*int
}

func (t *txn) commit() {
	defer func() {
		fmt.Println("rolled back", *t.rows["x"])
	}()
	t.rows["y"] = nil
	*t.rows["y"]++ //@defer-reads-nil
}

func deferReadsNil() {
	(&txn{rows: map[string]*int{}}).commit()
}

type handle struct{ fd int }

func (h *handle) free() {
	if h.fd >= 0 {
		panic(fmt.Sprintf("handle %d was never closed", h.fd)) //@finalizer-panic
	}
}

func finalizerPanic() {
	for i := 0; i < 100; i++ {
		h := &handle{fd: 7}
		runtime.SetFinalizer(h, (*handle).free)
	}
	for i := 0; i < 10; i++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
}

var sink [][]byte

func gcPressure() {
	for i := 0; i < 30; i++ {
		sink = append(sink, make([]byte, 1<<20))
	}
	panic("quota exceeded") //@gc-pressure
}

func lockedThread() {
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		var table []int
		done <- table[<-done] //@locked-thread
	}()
	done <- 4
	<-done
}

// semLeak: every worker takes a permit and forgets to give it back on an error path.
func semLeak() {
	sem := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			sem <- struct{}{}
			if n >= 0 {
				return
			}
			<-sem
		}(i)
	}
	wg.Wait() //@sem-leak
}

type body struct {
	io.Reader
	once chan struct{}
}

func (b *body) Close() error {
	close(b.once) //@double-close-body
	return nil
}

func doubleCloseBody() {
	var rc io.ReadCloser = &body{strings.NewReader("x"), make(chan struct{})}
	defer rc.Close()
	io.Copy(io.Discard, rc)
	rc.Close()
}
