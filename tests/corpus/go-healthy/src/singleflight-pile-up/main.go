// Twelve requests for one cold key of a web cache: one asks the slow origin, the others wait for its answer.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

type cache struct {
	mu     sync.RWMutex
	values map[string]string
	flight singleflight.Group
	origin string
}

func (c *cache) get(ctx context.Context, key string) (string, error) {
	c.mu.RLock()
	value, ok := c.values[key]
	c.mu.RUnlock()
	if ok {
		return value, nil
	}
	loaded, err, _ := c.flight.Do(key, func() (any, error) { return c.load(ctx, key) })
	if err != nil {
		return "", err
	}
	return loaded.(string), nil
}

func (c *cache) load(ctx context.Context, key string) (string, error) {
	response, err := http.Get(c.origin + key)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = string(body)
	return string(body), err
}

func (c *cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	value, err := c.get(r.Context(), r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprintln(w, value)
}

func listen(handler http.Handler) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, handler)
	return listener.Addr().String()
}

func main() {
	origin := listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Second)
		fmt.Fprintln(w, "page")
	}))
	http.Handle("/pages/", &cache{values: map[string]string{}, origin: "http://" + origin})
	front := listen(nil)
	for i := 0; i < 12; i++ {
		go http.Get("http://" + front + "/pages/start")
	}
	fmt.Println("pprof", front)
	select {}
}
