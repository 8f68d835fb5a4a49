// Cause: double-lock
package main

import (
	"strings"
	"sync"
	"time"

	"stuck.example/stay"
)

type index struct {
	mu    sync.RWMutex
	terms map[string][]int
}

// add holds the lock for writing, and asks a method that takes it for reading; others queue to write behind it.
func (ix *index) add(doc int, text string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, term := range strings.Fields(text) {
		if !ix.has(term, doc) {
			ix.terms[term] = append(ix.terms[term], doc)
		}
	}
}

func (ix *index) has(term string, doc int) bool {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	for _, known := range ix.terms[term] {
		if known == doc {
			return true
		}
	}
	return false
}

func main() {
	ix := &index{terms: map[string][]int{}}
	go ix.add(1, "to be or not to be")
	time.Sleep(10 * time.Millisecond)
	for doc := 2; doc < 5; doc++ {
		go ix.add(doc, "that is the question")
	}
	stay.Here()
}
