package main

import (
	"fmt"

	"example.com/shop/internal/rules"
)

func main() { fmt.Println(rules.Match("ABC-1")) }
