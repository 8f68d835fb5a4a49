// Cause: wait-group
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type service struct {
	mu sync.Mutex
	wg sync.WaitGroup
}

func (s *service) work() {
	defer s.wg.Done()
	time.Sleep(20 * time.Millisecond)
	s.mu.Lock()
	s.mu.Unlock()
}

func (s *service) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

func main() {
	s := &service{}
	s.wg.Add(2)
	go s.work()
	go s.work()
	go s.stop()
	stay.Here()
}
