// Cause: lock-order
// Stuck: (*settings).load, (*plugins).load
// Two things that are set up once need each other.
package kernel

import (
	"sync"
	"testing"
	"time"
)

type settings struct {
	once sync.Once
	use  *plugins
	path string
}
type plugins struct {
	once sync.Once
	use  *settings
	list []string
}

func (s *settings) load() string {
	s.once.Do(func() {
		time.Sleep(10 * time.Millisecond)
		s.path = s.use.load()[0]
	})
	return s.path
}
func (p *plugins) load() []string {
	p.once.Do(func() {
		time.Sleep(10 * time.Millisecond)
		p.list = []string{p.use.load()}
	})
	return p.list
}

func TestSettings(t *testing.T) {
	s, p := &settings{}, &plugins{}
	s.use, p.use = p, s
	go s.load()
	go p.load()
}
