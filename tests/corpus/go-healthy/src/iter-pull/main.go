// iter.Pull: the generator waits until the next value is asked for.
package main

import (
	"fmt"
	"iter"
	"time"
)

func numbers() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
}

func main() {
	next, stop := iter.Pull(numbers())
	defer stop()
	fmt.Println("ready")
	for {
		next()
		time.Sleep(300 * time.Millisecond)
	}
}
