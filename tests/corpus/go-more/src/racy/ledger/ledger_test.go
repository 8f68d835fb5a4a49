package ledger

import (
	"sync"
	"testing"
)

func TestSumWhileAdding(t *testing.T) {
	l := New(3)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { defer wg.Done(); l.Add(0, 5) }()
	_ = l.Sum()
	wg.Wait()
}

func TestQuiet(t *testing.T) { New(1).Add(0, 1) }
