// Cause: double-lock
// Stuck: (*session).String
// What is printed with the lock held has a String that locks.
package kernel

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

type session struct {
	mu   sync.Mutex
	user string
	log  strings.Builder
}

func (s *session) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "session of " + s.user
}
func (s *session) login(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user = user
	fmt.Fprintf(&s.log, "%v: login\n", s)
}

func TestSession(t *testing.T) {
	(&session{}).login("a")
}
