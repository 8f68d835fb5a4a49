// Actors with mailboxes, asking each other; one of them is at work.
package main

import (
	"fmt"
	"time"
)

type request struct {
	value int
	reply chan int
}

type actor struct {
	mailbox chan request
	next    *actor
}

func (a *actor) loop() {
	for r := range a.mailbox {
		if a.next == nil {
			time.Sleep(300 * time.Millisecond)
			r.reply <- r.value
			continue
		}
		r.reply <- a.next.ask(r.value + 1)
	}
}

func (a *actor) ask(value int) int {
	r := request{value, make(chan int)}
	a.mailbox <- r
	return <-r.reply
}

func main() {
	last := &actor{mailbox: make(chan request)}
	middle := &actor{mailbox: make(chan request), next: last}
	first := &actor{mailbox: make(chan request), next: middle}
	for _, a := range []*actor{first, middle, last} {
		go a.loop()
	}
	go func() {
		for {
			first.ask(2)
		}
	}()
	fmt.Println("ready")
	for {
		first.ask(1)
	}
}
