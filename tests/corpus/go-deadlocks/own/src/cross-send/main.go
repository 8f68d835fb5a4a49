// Cause: channel
package main

import "stuck.example/stay"

type peer struct{ in chan int }

func (p *peer) talk(other *peer) {
	other.in <- 1
	<-p.in
}

func main() {
	a, b := &peer{make(chan int)}, &peer{make(chan int)}
	go a.talk(b)
	go b.talk(a)
	stay.Here()
}
