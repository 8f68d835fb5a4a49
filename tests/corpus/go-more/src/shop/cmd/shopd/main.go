// shopd dies in the way its first argument says.
package main

import (
	"fmt"
	"os"

	"example.com/shop/internal/cache"
	"example.com/shop/internal/cart"
	"example.com/shop/internal/jobs"
	"example.com/shop/internal/locks"
	"example.com/shop/internal/memory"
	"example.com/shop/internal/pricing"
	"example.com/shop/internal/values"
	"example.com/shop/internal/web"
)

var commands = map[string]func([]string){}

func main() {
	for _, group := range []map[string]func([]string){
		cache.Commands, cart.Commands, jobs.Commands, locks.Commands, memory.Commands, pricing.Commands, values.Commands, web.Commands,
	} {
		for name, run := range group {
			commands[name] = run
		}
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: shopd COMMAND")
		os.Exit(64)
	}
	commands[os.Args[1]](os.Args[2:])
}
