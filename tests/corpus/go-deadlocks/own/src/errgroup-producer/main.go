// Cause: channel-wait-group
// Stuck: copyAll, copyAll.func1
// The consumer returns an error; the producer sends without looking at the context, and Wait waits for it.
package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
	"stuck.example/stay"
)

func copyAll(ctx context.Context, rows []int) error {
	g, _ := errgroup.WithContext(ctx)
	queue := make(chan int)
	g.Go(func() error {
		defer close(queue)
		for _, row := range rows {
			queue <- row
		}
		return nil
	})
	g.Go(func() error {
		for row := range queue {
			if row == 2 {
				return errors.New("bad row")
			}
		}
		return nil
	})
	return g.Wait()
}

func main() {
	go copyAll(context.Background(), []int{1, 2, 3, 4})
	stay.Here()
}
