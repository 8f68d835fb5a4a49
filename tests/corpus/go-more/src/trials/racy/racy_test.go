package racy

import (
	"sync"
	"testing"
)

type stats struct{ hits map[string]int }

func (s *stats) hit(k string) {
	s.hits[k]++ //@racy
}

func TestHits(t *testing.T) {
	s := &stats{map[string]int{}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { s.hit("a") })
	}
	wg.Wait()
}

func TestFine(t *testing.T) {}
