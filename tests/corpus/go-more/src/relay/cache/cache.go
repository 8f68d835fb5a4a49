package cache

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sort"
	"sync"
	"time"

	"example.net/relay/internal/check"
)

var Scenarios = map[string]func(){
	"generic-nil-map":   genericNilMap,
	"generic-embedded":  genericEmbedded,
	"constraint-method": constraintMethod,
	"invariant":         invariant,
	"once-init":         onceInit,
	"expire-after-func": expireAfterFunc,
	"sort-callback":     sortCallback,
	"ctx-tree":          ctxTree,
	"log-fatal-wrapped": logFatalWrapped,
	"panic-joined":      panicJoined,
	"type-switch":       typeSwitch,
	"array-pointer":     arrayPointer,
	"value-key":         valueKey,
}

type Store[K comparable, V any] struct {
	mu    sync.Mutex
	items map[K]V
	load  func(K) (V, error)
}

func (s *Store[K, V]) Get(k K) (V, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.items[k]; ok {
		return v, nil
	}
	v, err := s.load(k)
	if err != nil {
		return v, err
	}
	s.items[k] = v //@generic-nil-map
	return v, nil
}

func genericNilMap() {
	s := &Store[string, int]{load: func(k string) (int, error) { return len(k), nil }}
	fmt.Println(s.Get("seven"))
}

type tiered[K comparable, V any] struct {
	*Store[K, V]
	hits int
}

type keyed struct {
	tiered[int, *entry]
}
type entry struct {
	name string
	next *entry
}

func (e *entry) depth() int {
	if e.next == e { //@generic-embedded
		return 0
	}
	return 1 + e.next.depth()
}

func genericEmbedded() {
	k := keyed{tiered[int, *entry]{Store: &Store[int, *entry]{items: map[int]*entry{3: {"a", &entry{"b", nil}}}}}}
	e, _ := k.Get(3)
	fmt.Println(e.depth())
}

type Named interface{ Name() string }
type user struct{ profile *struct{ name string } }

func (u user) Name() string { return u.profile.name } //@constraint-method

func longest[T Named](all []T) (best string) {
	for _, one := range all {
		if n := one.Name(); len(n) > len(best) {
			best = n
		}
	}
	return best
}

func constraintMethod() {
	fmt.Println(longest([]user{{&struct{ name string }{"ann"}}, {}}))
}

type window struct{ lo, hi int }

func (w window) shrink(n int) window {
	w.hi -= n
	check.That(w.lo <= w.hi, "window [%d, %d)", w.lo, w.hi) //@invariant
	return w
}

func invariant() {
	w := window{2, 10}
	for i := 1; i < 6; i++ {
		w = w.shrink(i)
	}
}

var config struct {
	once sync.Once
	dirs []string
}

func settings() string {
	config.once.Do(func() {
		config.dirs = append(config.dirs, os.Getenv("RELAY_DIR"))
		if config.dirs[0] == "" {
			panic(fmt.Errorf("RELAY_DIR: %w", os.ErrNotExist)) //@once-init
		}
	})
	return config.dirs[0]
}

func onceInit() { fmt.Println(settings()) }

type lease struct {
	expired chan struct{}
	timer   *time.Timer
}

func newLease(d time.Duration) *lease {
	l := &lease{expired: make(chan struct{})}
	l.timer = time.AfterFunc(d, l.expire)
	return l
}

func (l *lease) expire() {
	close(l.expired) //@expire-after-func
}

func expireAfterFunc() {
	l := newLease(20 * time.Millisecond)
	l.expire()
	time.Sleep(time.Second)
}

type row struct{ cells []int }

func sortCallback() {
	rows := []row{{[]int{3, 1}}, {[]int{2}}, {[]int{3, 0}}, {[]int{2, 2}}}
	sort.Slice(rows, func(i, j int) bool {
		if rows[i].cells[0] != rows[j].cells[0] {
			return rows[i].cells[0] < rows[j].cells[0]
		}
		return rows[i].cells[1] < rows[j].cells[1] //@sort-callback
	})
	fmt.Println(rows)
}

// ctxTree: a parent waits for children, and children wait for a context nobody cancels.
func ctxTree() {
	root, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		child, stop := context.WithCancel(context.WithValue(root, "n", i))
		wg.Add(1)
		go func(ctx context.Context) {
			defer wg.Done()
			defer stop()
			<-ctx.Done()
		}(child)
	}
	wg.Wait() //@ctx-tree
}

func logFatalWrapped() {
	err := fmt.Errorf("load %q: %w", "relay.toml", fmt.Errorf("line 3:\n  panic = true\n  ^ unknown key: %w", errors.New("goroutine limit")))
	log.Fatal(err)
}

func panicJoined() {
	_, err := os.Open("/nonexistent/relay.db")
	panic(fmt.Errorf("shutdown:\n%w\n%v", err, multi{errors.New("close: already closed"), errors.New("flush: broken pipe")})) //@panic-joined
}

type multi []error

func (m multi) Error() string {
	s := fmt.Sprintf("%d errors occurred:\n", len(m))
	for _, e := range m {
		s += "\t* " + e.Error() + "\n"
	}
	return s
}

func typeSwitch() {
	for _, v := range []any{1, "two", 3.0} {
		fmt.Println(weight(v))
	}
}

func weight(v any) int {
	switch v.(type) {
	case int:
		return v.(int)
	case string:
		return len(v.(string))
	default:
		return int(v.(fmt.Stringer).String()[0]) //@type-switch
	}
}

func arrayPointer() {
	b := make([]byte, 12)
	fmt.Println(digest(b))
}

//go:noinline
func digest(b []byte) [16]byte {
	return *(*[16]byte)(b) //@array-pointer
}

func valueKey() {
	seen := map[any]bool{}
	for _, k := range []any{"a", 1, []string{"b"}} {
		seen[k] = true //@value-key
	}
}
