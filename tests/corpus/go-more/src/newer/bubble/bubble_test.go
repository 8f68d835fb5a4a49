package bubble

import (
	"testing"
	"testing/synctest"
	"time"
)

type poller struct{ ticks chan time.Time }

func (p *poller) wait() { <-p.ticks } // @wait

func TestPollerNeverFed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &poller{ticks: make(chan time.Time)}
		go p.wait()
		p.wait()
	})
}
