package main

import (
	"fmt"
	"os"
	"sort"

	"example.net/relay/cache"
	"example.net/relay/feed"
	"example.net/relay/gate"
	"example.net/relay/pool"
)

var all = []map[string]func(){cache.Scenarios, pool.Scenarios, feed.Scenarios, gate.Scenarios}

func main() {
	if len(os.Args) < 2 {
		var names []string
		for _, m := range all {
			for n := range m {
				names = append(names, n)
			}
		}
		sort.Strings(names)
		for _, n := range names {
			fmt.Println(n)
		}
		return
	}
	for _, m := range all {
		if run, ok := m[os.Args[1]]; ok {
			run()
			return
		}
	}
	fmt.Fprintln(os.Stderr, "unknown scenario")
	os.Exit(64)
}
