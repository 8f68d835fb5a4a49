// Cause: channel-lock
package main

import (
	"sync"
	"time"

	"stuck.example/stay"
)

type session struct {
	mu    sync.Mutex
	reply chan int
}

func (s *session) call() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return <-s.reply
}

func (s *session) answer() {
	time.Sleep(20 * time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply <- 1
}

func main() {
	s := &session{reply: make(chan int)}
	go s.call()
	go s.answer()
	stay.Here()
}
