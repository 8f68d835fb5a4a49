// Cause: channel-wait-group
// Stuck: (*gate).ServeHTTP, TestGate
// The test server waits for its requests; a handler waits for what the test does after that.
package kernel

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

type gate struct{ open chan struct{} }

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	<-g.open
	w.WriteHeader(http.StatusNoContent)
}

func TestGate(t *testing.T) {
	g := &gate{make(chan struct{})}
	server := httptest.NewServer(g)
	go http.Get(server.URL)
	time.Sleep(100 * time.Millisecond)
	server.Close()
	close(g.open)
}
