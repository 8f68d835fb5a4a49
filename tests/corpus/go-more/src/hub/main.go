package main

import (
	"fmt"
	"os"
	"sort"

	"example.io/hub/jobs"
)

func main() {
	if len(os.Args) < 2 {
		var names []string
		for n := range jobs.Scenarios {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			fmt.Println(n)
		}
		return
	}
	jobs.Scenarios[os.Args[1]]()
}
