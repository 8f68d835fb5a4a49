// Cause: double-lock
// Stuck: (*volumes).Has
// A method calls another method of its object, and both lock.
package kernel

import (
	"sync"
	"testing"
)

type volume struct{ name string }

type volumes struct {
	sync.Mutex
	byName map[string]*volume
}

func (v *volumes) Has(name string) bool {
	v.Lock()
	defer v.Unlock()
	_, ok := v.byName[name]
	return ok
}

func (v *volumes) Scrub(names []string) int {
	v.Lock()
	defer v.Unlock()
	n := 0
	for _, name := range names {
		if v.Has(name) {
			n++
		}
	}
	return n
}

func TestScrub(t *testing.T) {
	v := &volumes{byName: map[string]*volume{"a": {"a"}}}
	v.Scrub([]string{"a", "b"})
}
