package depot

import (
	"container/heap"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"fleet/must"
)

type job struct {
	id       int
	priority int
}
type queue []*job

func (q queue) Len() int            { return len(q) }
func (q queue) Less(i, j int) bool  { return q[i].priority < q[j].priority }
func (q queue) Swap(i, j int)       { q[i], q[j] = q[j], q[i] } //@heap-empty
func (q *queue) Push(x interface{}) { *q = append(*q, x.(*job)) }
func (q *queue) Pop() interface{} {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

func PopEmpty() {
	q := &queue{}
	heap.Init(q)
	heap.Push(q, &job{1, 2})
	for i := 0; i < 2; i++ {
		fmt.Println(heap.Pop(q).(*job).id)
	}
}

// base is shared by all depots.
type base struct {
	name  string
	stock map[string]int
}

func (b *base) Count(item string) int {
	return b.stock[item] //@embedded-nil
}

type counter interface {
	Count(string) int
}
type yard struct {
	region string
	*base
}

func total(all []counter) int {
	sum := 0
	for _, c := range all {
		sum += c.Count("axle")
	}
	return sum
}

func Embedded() {
	fmt.Println(total([]counter{&yard{"north", &base{name: "n"}}, &yard{region: "south"}}))
}

type meter struct{ a, b, c, d int64 }

func (m meter) Reading() int64 { return m.a + m.d }

type reader interface {
	Reading() int64
}

//go:noinline
func report(r reader) int64 {
	return r.Reading() + 1 //@value-wrapper
}

func ValueWrapper() {
	var m *meter
	fmt.Println(report(m))
}

func sizes(root string) (int64, error) {
	var sum int64
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if info.IsDir() { //@walk-nil-info
			return nil
		}
		sum += info.Size()
		return nil
	})
	return sum, err
}

func Walk() {
	fmt.Println(sizes("/nonexistent/depot"))
}

type ledger struct{ path string }

func (l *ledger) open() *os.File {
	f, err := os.Open(l.path)
	must.NoError(err) //@must-package
	return f
}

func MustOpen() {
	l := &ledger{"/nonexistent/ledger.db"}
	defer fmt.Println("closed")
	l.open().Close()
}

type handlers struct {
	seen map[string]int
}

func (h *handlers) OnArrive(truck string, n int) {
	h.seen[truck] += n //@reflect-call
}

func dispatch(target interface{}, method string, args ...interface{}) {
	in := make([]reflect.Value, 0, len(args))
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	reflect.ValueOf(target).MethodByName(method).Call(in) //@reflect-few
}

func ReflectCall() {
	dispatch(&handlers{}, "OnArrive", "truck-7", 2)
}

func ReflectFew() {
	dispatch(&handlers{map[string]int{}}, "OnArrive", "truck-7")
}

type hooks struct {
	before func(string) error
	after  func(string) error
}

//go:noinline
func (h *hooks) run(name string) error {
	if err := h.before(name); err != nil {
		return err
	}
	return h.after(name) //@nil-func
}

func NilHook() {
	h := &hooks{before: func(s string) error { fmt.Println("before", s); return nil }}
	fmt.Println(h.run("load"))
}

type closer interface {
	Close() error
}

func shut(x interface{}) {
	x.(closer).Close() //@missing-method
}

func MissingMethod() {
	shut(&meter{})
}

type session struct {
	depth int
	buf   []byte
}

func (s *session) release() {
	if r := recover(); r != nil {
		fmt.Println("release saw", r)
		panic(fmt.Errorf("release of session %d: %v", s.depth, r))
	}
}

func (s *session) flush() {
	s.buf[s.depth] = 1
}

func (s *session) write() {
	defer s.release()
	defer s.flush()
	panic("write: disk full") //@close-chain
}

func CloseChain() {
	done := make(chan bool)
	go func() {
		defer close(done)
		(&session{depth: 3}).write()
	}()
	<-done
	select {}
}

type stepError struct {
	step string
	err  error
}

func (e *stepError) Error() string { return e.step + ":\n\t" + e.err.Error() }

func migrate(version int) error {
	if version > 2 {
		return &stepError{"migrate 3", &stepError{"alter table\nsql: ALTER TABLE depot", errors.New("column \"name\" exists")}}
	}
	return migrate(version + 1)
}

func WrappedLines() {
	if err := migrate(1); err != nil {
		panic(err) //@wrapped-lines
	}
}

type exhausted int

func (e exhausted) Error() string { return fmt.Sprintf("exhausted after %d tries", int(e)) }

func try(n int) int {
	if n > 3 {
		panic(exhausted(n)) //@named-error
	}
	return try(n+1) + 1
}

func NamedError() {
	defer func() {
		fmt.Println("cleanup of NamedError")
	}()
	fmt.Println(try(0))
}
