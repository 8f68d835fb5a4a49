// Program does what a test asks for in its arguments; scripted.mjs does the same where there is no Go.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	number := func(i int) int {
		n, err := strconv.Atoi(os.Args[i])
		if err != nil {
			panic(err)
		}
		return n
	}
	switch os.Args[1] {
	case "count": // LINES PAUSE_MS: numbered lines on both streams
		fmt.Printf("pid=%d;\n", os.Getpid())
		for i := 0; i < number(2); i++ {
			fmt.Printf("seq=%d\n", i)
			fmt.Fprintf(os.Stderr, "seq=%d\n", i)
			if pause := number(3); pause > 0 {
				time.Sleep(time.Duration(pause) * time.Millisecond)
			}
		}
	case "exit": // CODE
		os.Exit(number(2))
	case "signal": // NUMBER
		syscall.Kill(os.Getpid(), syscall.Signal(number(2)))
		time.Sleep(time.Second)
	case "pour": // MEGABYTES_OUT MEGABYTES_ERR: text, and its hashes into the file HASHES
		var both sync.WaitGroup
		hashes := make([]string, 2)
		for i, to := range []*os.File{os.Stdout, os.Stderr} {
			both.Add(1)
			go func() {
				defer both.Done()
				hashes[i] = pour(to, int64(number(2+i))<<20)
			}()
		}
		both.Wait()
		if err := os.WriteFile(os.Args[4], []byte(strings.Join(hashes, " ")), 0o600); err != nil {
			panic(err)
		}
	case "drink": // all of standard input: its size and its hash
		hash := sha256.New()
		size, err := io.Copy(hash, bufio.NewReaderSize(os.Stdin, 1<<16))
		fmt.Printf("%d %x %v\n", size, hash.Sum(nil), err)
	case "line": // MEGABYTES in one line, and a panic behind it
		part := strings.Repeat("x", 1_000_000)
		for i := 0; i < number(2); i++ {
			fmt.Fprint(os.Stderr, part)
		}
		fmt.Fprintln(os.Stderr)
		panic("behind")
	case "panic": // GOROUTINES
		fmt.Printf("pid=%d;\n", os.Getpid())
		for i := 0; i < number(2); i++ {
			go func() { select {} }()
		}
		time.Sleep(10 * time.Millisecond)
		panic("with many goroutines")
	case "hold": // a child keeps the output open
		child := exec.Command("sleep", "30")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Println(child.Process.Pid)
		os.Exit(4)
	}
}

func pour(to io.Writer, size int64) string {
	part := make([]byte, 1<<16)
	for i := range part {
		part[i] = byte(33 + i*31%90)
		if i*7919%61 == 0 {
			part[i] = '\n'
		}
	}
	hash := sha256.New()
	for i := 0; size > 0; i++ {
		copy(part, strconv.Itoa(i))
		piece := part[:min(size, int64(len(part)))]
		hash.Write(piece)
		if _, err := to.Write(piece); err != nil {
			panic(err)
		}
		size -= int64(len(piece))
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}
