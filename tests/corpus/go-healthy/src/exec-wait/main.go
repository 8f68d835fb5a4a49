// Waits for a child process and pumps what it says.
package main

import (
	"bufio"
	"fmt"
	"os/exec"
	"strings"
)

func main() {
	command := exec.Command("sleep", "60")
	var said strings.Builder
	command.Stderr = &said
	output, err := command.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := command.Start(); err != nil {
		panic(err)
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(output)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	}()
	fmt.Println("ready")
	for line := range lines {
		fmt.Println(line)
	}
	if err := command.Wait(); err != nil {
		panic(err)
	}
}
