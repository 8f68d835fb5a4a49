package refund

import (
	"testing"
	"time"
)

func TestFine(t *testing.T) {}

// Its goroutine dies while another test runs.
func TestRefund(t *testing.T) {
	go func() {
		time.Sleep(30 * time.Millisecond)
		amounts, n := []int{1, 2, 3}, 3
		_ = amounts[n]
	}()
}

// Like TestRefund, but no function of a test is in the stack.
func TestStart(t *testing.T) { Start(3) }

func TestSlow(t *testing.T) {
	t.Run("total", func(t *testing.T) { time.Sleep(200 * time.Millisecond) })
}
