// Cause: wait-group
// Stuck: (*loader).startup
// Add(n) at once, and a wait inside the loop.
package kernel

import (
	"sync"
	"testing"
)

type loader struct{ parts []string }

func (l *loader) startup() {
	var group sync.WaitGroup
	group.Add(len(l.parts))
	for _, p := range l.parts {
		go func(p string) {
			defer group.Done()
		}(p)
		group.Wait()
	}
}

func TestLoader(t *testing.T) {
	l := &loader{parts: []string{"a", "b", "c"}}
	l.startup()
}
