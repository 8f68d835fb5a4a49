package leaky

import (
	"testing"

	"go.uber.org/goleak"
)

func watch(c chan int) {
	for range c {
	}
}

func TestWatch(t *testing.T) {
	defer goleak.VerifyNone(t)
	go watch(make(chan int))
}

func TestBackground(t *testing.T) {
	done := make(chan int)
	go func() { t.FailNow(); close(done) }()
	go func() {
		var w *watcher
		w.run() //@leaky-caller
	}()
	<-done
}

type watcher struct{ c chan int }

func (w *watcher) run() {
	<-w.c //@leaky
}
