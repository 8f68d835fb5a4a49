// Cause: channel
// Stuck: (*left).serve, (*right).serve
// Each sends a request before it looks at the other's.
package kernel

import (
	"testing"
)

type left struct{ req, ack chan int }
type right struct{ req, ack chan int }

func (l *left) serve(r *right) {
	r.req <- 1
	<-l.req
}
func (r *right) serve(l *left) {
	l.req <- 1
	<-r.req
}

func TestCycle(t *testing.T) {
	l, r := &left{req: make(chan int)}, &right{req: make(chan int)}
	go l.serve(r)
	r.serve(l)
}
