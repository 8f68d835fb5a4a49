package bubble

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLostSignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var wg sync.WaitGroup
		ready := make(chan struct{})
		for range 2 {
			wg.Go(func() { <-ready })
		}
		time.Sleep(time.Hour)
		wg.Wait()
	})
}

func TestLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go func() { select {} }()
		time.Sleep(time.Minute)
	})
}
