// Cause: channel-lock
// Stuck: (*exporter).export, (*exporter).next
// export writes into a pipe with the lock held; whoever reads from the pipe needs the lock first.
package main

import (
	"bufio"
	"fmt"
	"io"
	"sync"

	"stuck.example/stay"
)

type exporter struct {
	mu   sync.Mutex
	seen int
}

//go:noinline
func (e *exporter) export(into io.Writer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range 100 {
		fmt.Fprintln(into, "row", i)
	}
}

//go:noinline
func (e *exporter) next(lines *bufio.Scanner) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen++
	return lines.Scan()
}

func main() {
	e := &exporter{}
	read, write := io.Pipe()
	go e.export(write)
	go func() {
		lines := bufio.NewScanner(read)
		lines.Scan()
		for e.next(lines) {
		}
	}()
	stay.Here()
}
