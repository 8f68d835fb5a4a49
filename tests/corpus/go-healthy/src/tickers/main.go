// Everything waits for a clock. Since Go 1.23 no goroutine shows that a timer is pending.
package main

import (
	"fmt"
	"time"
)

func every(d time.Duration, f func()) {
	ticker := time.NewTicker(d)
	defer ticker.Stop()
	for range ticker.C {
		f()
	}
}

func main() {
	beats := 0
	for i := 1; i <= 4; i++ {
		go every(time.Duration(i)*time.Second, func() {})
	}
	fmt.Println("ready")
	every(700*time.Millisecond, func() { beats++ })
}
