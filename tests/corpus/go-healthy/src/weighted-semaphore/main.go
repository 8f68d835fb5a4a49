// A weighted semaphore with a long queue: the large request waits in front, the small ones behind it.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

type budget struct {
	memory *semaphore.Weighted
	wg     sync.WaitGroup
}

func (b *budget) convert(ctx context.Context, size int64) error {
	defer b.wg.Done()
	if err := b.memory.Acquire(ctx, size); err != nil {
		return err
	}
	defer b.memory.Release(size)
	time.Sleep(time.Duration(size) * 100 * time.Millisecond)
	return nil
}

func main() {
	b := &budget{memory: semaphore.NewWeighted(10)}
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	for i := 0; i < 60; i++ {
		b.wg.Add(1)
		go b.convert(ctx, int64(1+i%9))
	}
	fmt.Println("ready")
	b.wg.Wait()
}
