// Feeds a child process faster than it reads and takes what it says; both pipes and the log channel are full.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

type filter struct {
	in    io.WriteCloser
	out   io.ReadCloser
	lines chan string
	wg    sync.WaitGroup
}

func (f *filter) feed() {
	defer f.wg.Done()
	defer f.in.Close()
	for i := 0; i < 1_000_000; i++ {
		if _, err := fmt.Fprintln(f.in, "line", i, "of the input, long enough to fill the pipe soon"); err != nil {
			return
		}
	}
}

func (f *filter) read() {
	defer f.wg.Done()
	defer close(f.lines)
	scanner := bufio.NewScanner(f.out)
	for scanner.Scan() {
		f.lines <- scanner.Text()
	}
}

func main() {
	command := exec.Command("cat")
	in, err := command.StdinPipe()
	if err != nil {
		panic(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := command.Start(); err != nil {
		panic(err)
	}
	f := &filter{in: in, out: out, lines: make(chan string, 8)}
	f.wg.Add(3)
	go f.feed()
	go f.read()
	go func() {
		defer f.wg.Done()
		for range f.lines {
			time.Sleep(20 * time.Millisecond)
		}
	}()
	fmt.Println("ready")
	f.wg.Wait()
	if err := command.Wait(); err != nil {
		panic(err)
	}
}
