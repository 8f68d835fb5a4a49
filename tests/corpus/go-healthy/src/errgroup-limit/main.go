// errgroup with a limit over two levels: groups start groups, results go through a channel that is full, one collector is slow.
package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

type result struct{ shard, row int }

func scanShard(ctx context.Context, shard int, results chan<- result) error {
	rows, ctx := errgroup.WithContext(ctx)
	rows.SetLimit(2)
	for row := 0; row < 1000; row++ {
		rows.Go(func() error {
			select {
			case results <- result{shard, row}:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	return rows.Wait()
}

func main() {
	results := make(chan result, 4)
	shards, ctx := errgroup.WithContext(context.Background())
	shards.SetLimit(3)
	go func() {
		for shard := 0; shard < 12; shard++ {
			shards.Go(func() error { return scanShard(ctx, shard, results) })
		}
		shards.Wait()
		close(results)
	}()
	fmt.Println("ready")
	for range results {
		time.Sleep(100 * time.Millisecond)
	}
}
