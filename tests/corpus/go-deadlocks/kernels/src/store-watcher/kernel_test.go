// Cause: lock-order
// Stuck: (*watchSet).drop, (*kvstore).remove
// Store then watcher here, watcher then store there.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type kvstore struct {
	mu  sync.Mutex
	set *watchSet
}

type watchSet struct {
	mu    sync.Mutex
	store *kvstore
}

func (s *kvstore) Delete() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	s.set.drop()
}

func (s *kvstore) remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func (w *watchSet) drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
}

func (w *watchSet) Close() {
	w.mu.Lock()
	time.Sleep(10 * time.Millisecond)
	w.store.remove()
	w.mu.Unlock()
}

func TestDeleteClose(t *testing.T) {
	s := &kvstore{set: &watchSet{}}
	s.set.store = s
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { defer wg.Done(); s.Delete() }()
	go func() { defer wg.Done(); s.set.Close() }()
	wg.Wait()
}
