// Cause: channel
package main

import "stuck.example/stay"

type box struct{ c chan int }

func (b *box) put(v int) { b.c <- v }

func main() {
	b := &box{}
	go b.put(1)
	stay.Here()
}
