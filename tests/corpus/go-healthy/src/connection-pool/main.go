// A database-like pool: two connections, six borrowers. Four wait for a connection to come back.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type conn struct{ id int }

func (c *conn) query() { time.Sleep(250 * time.Millisecond) }

type db struct {
	mu      sync.Mutex
	free    []*conn
	waiting []chan *conn
}

func (d *db) acquire(ctx context.Context) (*conn, error) {
	d.mu.Lock()
	if n := len(d.free); n > 0 {
		c := d.free[n-1]
		d.free = d.free[:n-1]
		d.mu.Unlock()
		return c, nil
	}
	turn := make(chan *conn, 1)
	d.waiting = append(d.waiting, turn)
	d.mu.Unlock()
	select {
	case c := <-turn:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (d *db) release(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) > 0 {
		d.waiting[0] <- c
		d.waiting = d.waiting[1:]
		return
	}
	d.free = append(d.free, c)
}

func main() {
	d := &db{free: []*conn{{1}, {2}}}
	var wg sync.WaitGroup
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				c, err := d.acquire(context.Background())
				if err != nil {
					return
				}
				c.query()
				d.release(c)
			}
		}()
	}
	fmt.Println("ready")
	wg.Wait()
}
