// Cause: double-lock
// Stuck: (*svm).hotRemove
// The clean-up on an error calls a method that locks as well.
package kernel

import (
	"sync"
	"testing"
)

type svm struct {
	sync.Mutex
	disks []string
}

func (s *svm) hotRemove(d string) {
	s.Lock()
	defer s.Unlock()
}
func (s *svm) hotAdd(ds ...string) {
	s.Lock()
	defer s.Unlock()
	defer func() {
		for _, d := range ds {
			s.hotRemove(d)
		}
	}()
	s.disks = append(s.disks, ds...)
}

func TestSvm(t *testing.T) {
	s := &svm{}
	go s.hotAdd("a")
}
