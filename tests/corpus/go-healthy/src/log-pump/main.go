// Lines go through an os.Pipe and an io.Pipe; the writer has nothing to say at the moment.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"
)

func pump(from io.Reader, to io.WriteCloser) {
	defer to.Close()
	scanner := bufio.NewScanner(from)
	for scanner.Scan() {
		fmt.Fprintln(to, scanner.Text())
	}
}

func main() {
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	inner, outer := io.Pipe()
	go pump(reader, outer)
	go func() {
		scanner := bufio.NewScanner(inner)
		for scanner.Scan() {
		}
	}()
	fmt.Println("ready")
	for {
		fmt.Fprintln(writer, "tick")
		time.Sleep(2 * time.Second)
	}
}
