// Package refund starts work that outlives its caller.
package refund

import "time"

func Start(n int) {
	go func() {
		time.Sleep(30 * time.Millisecond)
		var amounts []int
		_ = amounts[n]
	}()
}
