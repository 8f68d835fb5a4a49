// Cause: double-lock
// Stuck: (*page).render
// sync.Once whose function needs itself.
package kernel

import (
	"sync"
	"testing"
)

type page struct {
	once sync.Once
	body string
}

func (p *page) render() string {
	p.once.Do(func() { p.body = p.summary() })
	return p.body
}

func (p *page) summary() string { return p.render()[:0] }

func TestRender(t *testing.T) {
	pages := make(chan *page, 1)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for p := range pages {
			p.render()
		}
	}()
	pages <- &page{}
	close(pages)
	wg.Wait()
}
