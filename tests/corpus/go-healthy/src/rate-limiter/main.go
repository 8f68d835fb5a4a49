// golang.org/x/time/rate lets one request through every half second.
package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

func main() {
	limiter := rate.NewLimiter(rate.Every(500*time.Millisecond), 1)
	for i := 0; i < 5; i++ {
		go func() {
			for {
				if err := limiter.Wait(context.Background()); err != nil {
					return
				}
			}
		}()
	}
	fmt.Println("ready")
	time.Sleep(time.Hour)
}
