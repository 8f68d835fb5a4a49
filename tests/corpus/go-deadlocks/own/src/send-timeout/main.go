// Cause: channel
package main

import (
	"time"

	"stuck.example/stay"
)

func fetch() (string, bool) {
	result := make(chan string)
	go func() {
		time.Sleep(30 * time.Millisecond)
		result <- "late"
	}()
	select {
	case r := <-result:
		return r, true
	case <-time.After(5 * time.Millisecond):
		return "", false
	}
}

func main() {
	for i := 0; i < 4; i++ {
		fetch()
	}
	stay.Here()
}
