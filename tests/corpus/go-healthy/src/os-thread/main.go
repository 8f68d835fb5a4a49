// A loop that owns its thread, as graphics and sound need it, and callers that wait until it has run their function.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type mainLoop struct {
	calls chan func()
	frame sync.Mutex
}

func (m *mainLoop) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	frames := time.NewTicker(16 * time.Millisecond)
	for {
		select {
		case call := <-m.calls:
			call()
		case <-frames.C:
			m.frame.Lock()
			time.Sleep(10 * time.Millisecond)
			m.frame.Unlock()
		}
	}
}

func (m *mainLoop) do(call func()) {
	done := make(chan struct{})
	m.calls <- func() {
		defer close(done)
		call()
	}
	<-done
}

func (m *mainLoop) size() int {
	m.frame.Lock()
	defer m.frame.Unlock()
	return 1
}

func main() {
	m := &mainLoop{calls: make(chan func())}
	for range 6 {
		go func() {
			for {
				m.do(func() { time.Sleep(30 * time.Millisecond) })
				m.size()
			}
		}()
	}
	fmt.Println("ready")
	m.run()
}
