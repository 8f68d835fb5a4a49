package geo_test

import (
	"testing"
	"time"

	"example.com/checks/geo"
)

func newGrid(t *testing.T) *geo.Grid {
	t.Helper()
	t.Cleanup(func() { t.Log("grid closed") })
	return &geo.Grid{}
}

func check(t *testing.T, g *geo.Grid, x int, want float64) {
	t.Helper()
	if got := g.Sum(x); got != want { // @check
		t.Errorf("Sum(%d) = %v, want %v", x, got, want)
	}
}

func TestEmpty(t *testing.T) {
	if got := newGrid(t).Sum(); got != 0 {
		t.Fatal(got)
	}
}

func TestTable(t *testing.T) {
	g := newGrid(t)
	for _, c := range []struct {
		name string
		x    int
	}{{"first column", 0}, {"second/column", 1}} {
		c := c
		t.Run(c.name, func(t *testing.T) { check(t, g, c.x, 1) })
	}
}

func TestParallel(t *testing.T) {
	for _, name := range []string{"a", "b", "c"} {
		name := name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			time.Sleep(10 * time.Millisecond)
			if name == "b" {
				_ = geo.Point{}.Norm()
			}
			time.Sleep(200 * time.Millisecond)
		})
	}
}

func TestGoroutine(t *testing.T) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		newGrid(t).At(2, 3)
	}()
	<-done
}

func TestCleanup(t *testing.T) {
	var p *geo.Point
	t.Cleanup(func() { p.X = nil }) // @cleanup
}

func TestGoexit(t *testing.T) {
	t.Run("sub", func(s *testing.T) { t.FailNow() })
}

func TestLogAfter(t *testing.T) {
	go func() {
		time.Sleep(20 * time.Millisecond)
		t.Log("too late") // @toolate
	}()
}

func TestWait(t *testing.T) { time.Sleep(100 * time.Millisecond) }
