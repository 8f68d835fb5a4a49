// Ten callers of one slow function: one computes, nine wait for its result.
package main

import (
	"fmt"
	"time"

	"golang.org/x/sync/singleflight"
)

func load() (any, error) {
	time.Sleep(time.Minute)
	return 42, nil
}

func main() {
	var group singleflight.Group
	for i := 0; i < 10; i++ {
		go group.Do("answer", load)
	}
	fmt.Println("ready")
	time.Sleep(time.Hour)
}
