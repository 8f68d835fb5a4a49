package ledger

import "sync"

// Ledger counts under two mutexes; Add takes the wrong one.
type Ledger struct {
	read, write sync.Mutex
	entries     []*Entry
	index       map[string]int
}

// Entry is on the heap.
type Entry struct {
	Cents int
	pad   [6]int
}

// New makes a ledger of n entries.
func New(n int) *Ledger {
	l := &Ledger{index: map[string]int{}}
	for i := 0; i < n; i++ {
		l.entries = append(l.entries, &Entry{}) // @heap
	}
	return l
}

//go:noinline
func (l *Ledger) Add(i, cents int) {
	l.write.Lock()
	defer l.write.Unlock()
	l.entries[i].Cents += cents // @add
}

//go:noinline
func (l *Ledger) Sum() (sum int) {
	l.read.Lock()
	defer l.read.Unlock()
	for _, e := range l.entries {
		sum += e.Cents // @sum
	}
	return sum
}

//go:noinline
func (l *Ledger) Tag(name string) {
	l.index[name]++ // @tag
}
