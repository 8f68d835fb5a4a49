// Parallel tests against test servers that answer late: everybody waits for somebody, and nothing is wrong.
package poll

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

type hub struct {
	mu     sync.Mutex
	change chan struct{}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	change := h.change
	h.mu.Unlock()
	select {
	case <-change:
		io.WriteString(w, "changed")
	case <-r.Context().Done():
	}
}

func (h *hub) publish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.change)
	h.change = make(chan struct{})
}

func TestPoll(t *testing.T) {
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hub{change: make(chan struct{})}
			server := httptest.NewServer(h)
			defer server.Close()
			time.AfterFunc(20*time.Second, h.publish)
			var clients sync.WaitGroup
			answers := make(chan string)
			for range 3 {
				clients.Add(1)
				go func() {
					defer clients.Done()
					response, err := http.Get(server.URL)
					if err != nil {
						return
					}
					defer response.Body.Close()
					text, _ := io.ReadAll(response.Body)
					answers <- string(text)
				}()
			}
			go func() {
				clients.Wait()
				close(answers)
			}()
			for range answers {
			}
		})
	}
}
