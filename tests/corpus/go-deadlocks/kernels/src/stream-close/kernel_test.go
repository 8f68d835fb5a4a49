// Cause: channel
// Stuck: (*stream).recv, (*stream).closeAndWait
// The reader waits for data, the closer for the reader.
package kernel

import (
	"testing"
)

type stream struct {
	buf    chan []byte
	closed chan struct{}
	err    chan error
}

func (s *stream) recv() {
	for {
		b := <-s.buf
		if b == nil {
			close(s.closed)
			return
		}
	}
}
func (s *stream) closeAndWait() {
	<-s.closed
	close(s.buf)
}

func TestStream(t *testing.T) {
	s := &stream{buf: make(chan []byte, 1), closed: make(chan struct{})}
	go s.recv()
	s.buf <- []byte("x")
	go s.closeAndWait()
}
