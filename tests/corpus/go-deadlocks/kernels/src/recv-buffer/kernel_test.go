// Cause: channel
// Stuck: (*bufReader).read
// A reader of a stream that was torn down without a last item.
package kernel

import (
	"io"
	"testing"
	"time"
)

type item struct{ err error }
type recvBuffer struct{ c chan item }
type bufReader struct{ recv *recvBuffer }
type strm struct {
	dec io.Reader
	tr  *bufReader
}

func (r *bufReader) Read(p []byte) (int, error) { return r.read(p) }
func (r *bufReader) read(p []byte) (int, error) {
	i := <-r.recv.c
	return 0, i.err
}
func (s *strm) message()  { io.ReadFull(s.dec, make([]byte, 5)) }
func closeStream(s *strm) {}

func TestStrm(t *testing.T) {
	r := &bufReader{&recvBuffer{make(chan item)}}
	s := &strm{dec: r, tr: r}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.message()
	}()
	closeStream(s)
	select {
	case <-done:
	case <-time.After(10 * time.Millisecond):
	}
}
