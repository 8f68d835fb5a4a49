// Cause: double-lock
// Stuck: (*registry).Lookup
// A callback through an interface comes back to the locked object.
package kernel

import (
	"sync"
	"testing"
)

type plugin interface{ Init(r *registry) error }

type registry struct {
	mu      sync.Mutex
	plugins map[string]plugin
}

type logger struct{ sink plugin }

func (l *logger) Init(r *registry) error {
	l.sink = r.Lookup("sink")
	return nil
}

func (r *registry) Lookup(name string) plugin {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.plugins[name]
}

func (r *registry) InitAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.plugins {
		p.Init(r)
	}
}

func TestInitAll(t *testing.T) {
	r := &registry{plugins: map[string]plugin{"log": &logger{}}}
	done := make(chan struct{})
	go func() {
		r.InitAll()
		close(done)
	}()
	<-done
}
