// Cause: channel
package main

import "stuck.example/stay"

type feed struct{ items chan int }

func (f *feed) consume() (sum int) {
	for v := range f.items {
		sum += v
	}
	return sum
}

func (f *feed) produce() {
	for i := 0; i < 3; i++ {
		f.items <- i
	}
}

func main() {
	f := &feed{make(chan int)}
	go f.consume()
	f.produce()
	stay.Here()
}
