// Three stages in one errgroup, with a slow last one: the stages before it wait to send, and Wait waits for all.
package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

type page struct{ number int }

func crawl(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	urls, pages, indexed := make(chan int), make(chan page), make(chan page)
	g.Go(func() error {
		defer close(urls)
		for i := range 1000 {
			select {
			case urls <- i:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	fetchers, fetchCtx := errgroup.WithContext(ctx)
	for range 4 {
		fetchers.Go(func() error {
			for url := range urls {
				select {
				case pages <- page{url}:
				case <-fetchCtx.Done():
					return fetchCtx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(pages)
		return fetchers.Wait()
	})
	g.Go(func() error {
		defer close(indexed)
		for p := range pages {
			indexed <- p
		}
		return nil
	})
	g.Go(func() error {
		for range indexed {
			time.Sleep(300 * time.Millisecond)
		}
		return nil
	})
	return g.Wait()
}

func main() {
	fmt.Println("ready")
	crawl(context.Background())
}
