// Package tasks passes panics from goroutine to goroutine.
package tasks

import (
	"context"
	"fmt"
	"os"
	"time"

	"example.com/edge/internal/orders"
	"github.com/panjf2000/ants/v2"
	"github.com/robfig/cron/v3"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
)

//go:noinline
func sync(id int) error {
	fmt.Println(orders.New().CustomerOf(id)) // @sync
	return nil
}

// Errgroup panics in a member.
func Errgroup() {
	g, _ := errgroup.WithContext(context.Background())
	g.SetLimit(2)
	for i := 1; i < 4; i++ {
		g.Go(func() error { return sync(1) })
	}
	fmt.Println(g.Wait())
}

// Conc panics in a member of a WaitGroup.
func Conc() {
	var wg conc.WaitGroup
	wg.Go(func() { _ = sync(1) })
	wg.Wait() // @concwait
}

// ConcPool panics in a task of a pool.
func ConcPool() {
	p := pool.New().WithErrors().WithMaxGoroutines(2)
	p.Go(func() error { return sync(9) })
	fmt.Println(p.Wait()) // @poolwait
}

// Singleflight panics in the shared call.
func Singleflight() {
	var g singleflight.Group
	for i := 0; i < 3; i++ {
		go func() {
			_, _, _ = g.Do("orders", func() (any, error) {
				time.Sleep(50 * time.Millisecond)
				return nil, sync(1)
			})
		}()
	}
	time.Sleep(2 * time.Second)
}

// SingleflightChan panics in a DoChan call, which nobody can recover.
func SingleflightChan() {
	var g singleflight.Group
	<-g.DoChan("orders", func() (any, error) { return nil, sync(1) })
}

// Ants panics in a pooled task; ants logs it and goes on.
func Ants() {
	p, _ := ants.NewPool(2)
	_ = p.Submit(func() { _ = sync(1) })
	time.Sleep(100 * time.Millisecond)
}

// Cron panics in a job, once with and once without cron's Recover.
func Cron(recovered bool) {
	var opts []cron.Option
	if recovered {
		opts = append(opts, cron.WithChain(cron.Recover(cron.DefaultLogger)))
	}
	c := cron.New(append(opts, cron.WithSeconds())...)
	_, _ = c.AddFunc("* * * * * *", func() { _ = sync(1) })
	c.Start()
	time.Sleep(1500 * time.Millisecond)
	c.Stop()
}

// Cobra panics below a command.
func Cobra() {
	root := &cobra.Command{Use: "edge"}
	root.AddCommand(&cobra.Command{Use: "sync", RunE: func(*cobra.Command, []string) error { return sync(9) }})
	root.SetArgs([]string{"sync"})
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
