// A buffered queue that is full; the consumer writes to a slow place.
package main

import (
	"fmt"
	"time"
)

type event struct{ n int }

type sink struct {
	queue chan event
}

func (s *sink) run() {
	for e := range s.queue {
		s.write(e)
	}
}

func (s *sink) write(e event) { time.Sleep(100 * time.Millisecond) }

func (s *sink) emit(n int) { s.queue <- event{n} }

func main() {
	s := &sink{queue: make(chan event, 16)}
	go s.run()
	for i := 0; i < 12; i++ {
		go func() {
			for n := 0; ; n++ {
				s.emit(n)
			}
		}()
	}
	fmt.Println("ready")
	select {}
}
