// Cause: double-lock
// Stuck: (*shipper).Write
// The writer of a logger complains through the same logger, whose lock is held while it writes.
package main

import (
	"log"

	"stuck.example/stay"
)

type shipper struct {
	logger *log.Logger
	failed bool
}

//go:noinline
func (s *shipper) Write(line []byte) (int, error) {
	if !s.failed {
		s.failed = true
		s.logger.Printf("cannot ship %d bytes", len(line))
	}
	return len(line), nil
}

func main() {
	s := &shipper{}
	s.logger = log.New(s, "", 0)
	go s.logger.Println("started")
	stay.Here()
}
