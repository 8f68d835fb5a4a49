// Cause: double-lock
// Stuck: currentLevel
// A package-level lock, taken by two functions that call each other.
package kernel

import (
	"sync"
	"testing"
)

var (
	levelMu sync.Mutex
	levels  = map[string]int{}
)

func currentLevel(name string) int {
	levelMu.Lock()
	defer levelMu.Unlock()
	return levels[name]
}

func raiseLevel(name string) int {
	levelMu.Lock()
	defer levelMu.Unlock()
	levels[name]++
	return currentLevel(name)
}

func TestRaise(t *testing.T) {
	if raiseLevel("net") != 1 {
		t.Fatal("not raised")
	}
}
