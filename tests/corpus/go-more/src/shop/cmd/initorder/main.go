package main

import (
	"fmt"
	"os"
	"strconv"
)

var port = mustInt(os.Getenv("SHOP_PORT"))

func mustInt(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

var handlers map[string]func()

func init() {
	fmt.Println("listening on", port)
}

func init() {
	handlers["/"] = func() {} // @init1
}

func main() {}
