// Cause: channel
package main

import (
	"errors"

	"stuck.example/stay"
)

func stage(in <-chan int) error {
	for v := range in {
		if v == 2 {
			return errors.New("bad")
		}
	}
	return nil
}

func run() error {
	c := make(chan int, 1)
	go func() {
		defer close(c)
		for i := 0; i < 10; i++ {
			c <- i
		}
	}()
	return stage(c)
}

func main() {
	run()
	stay.Here()
}
