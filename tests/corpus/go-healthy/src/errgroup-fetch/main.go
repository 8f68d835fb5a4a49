// errgroup with a limit: the producer waits in Go until a slot is free; the fetches wait for a slow server.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Second)
		fmt.Fprintln(w, "late")
	}))
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(3)
	fmt.Println("ready")
	for i := 0; i < 1000; i++ {
		group.Go(func() error { return fetch(ctx, "http://"+listener.Addr().String()) })
	}
	if err := group.Wait(); err != nil {
		panic(err)
	}
}
