// Cause: channel
// Stuck: collect[...].func1
// A generic consumer ranges over a channel that its producer forgets to close.
package main

import (
	"iter"
	"slices"

	"stuck.example/stay"
)

func drain[T any](values <-chan T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for value := range values {
			if !yield(value) {
				return
			}
		}
	}
}

//go:noinline
func collect[T any](values <-chan T) []T {
	return slices.Collect(drain(values))
}

func produce[T any](into chan<- T, values ...T) {
	for _, value := range values {
		into <- value
	}
}

func main() {
	values := make(chan string)
	go produce(values, "a", "b")
	go collect(values)
	stay.Here()
}
