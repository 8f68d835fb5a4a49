// Cause: channel-context
// Stuck: (*audit).follow
// Each request starts a follower with a context of its own, which nobody cancels. The server itself is idle.
package main

import (
	"context"
	"net/http"
	"net/http/httptest"

	"stuck.example/stay"
)

type audit struct{ lines int }

//go:noinline
func (a *audit) follow(ctx context.Context, updates <-chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-updates:
			a.lines++
		}
	}
}

func (a *audit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	_ = cancel
	go a.follow(ctx, make(chan string))
	w.WriteHeader(http.StatusAccepted)
}

func main() {
	server := httptest.NewServer(&audit{})
	for range 4 {
		response, err := http.Get(server.URL)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
	}
	server.Close()
	http.DefaultClient.CloseIdleConnections()
	stay.Here()
}
