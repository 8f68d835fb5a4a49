// Each bug panics at a place of its own. SHIFT and CLOSURE become other code in other builds: see record.sh.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
)

/*SHIFT*/
type order struct {
	id    int
	items []string
	next  *order
}

type store[K comparable, V any] struct {
	mu   sync.Mutex
	byID map[K]V
}

func (s *store[K, V]) put(key K, value V) { s.byID[key] = value }

func parse(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

func nilMap(n int)      { (&store[int, string]{}).put(n, "x") }
func nilMapOther(n int) { (&store[string, int]{}).put(strconv.Itoa(n), n) }

/*SHIFT*/
func nilPointer(n int) { fmt.Println((&order{id: n}).next.id) }

func outOfRange(n int) { fmt.Println((&order{}).items[n+3]) }

func divide(n int) { fmt.Println(n / (n - n)) }

func badNumber(n int) { parse(fmt.Sprint("x", n)) }

func inClosure(n int) {
	/*CLOSURE*/
	func() { func() { panic(fmt.Sprintf("order %d is broken", n)) }() }()
}

func convert(n int) {
	var value any = n
	fmt.Println(value.(string))
}

/*SHIFT*/
func checks(n int, name string) {
	if n < 0 {
		panic(fmt.Sprintf("quantity is negative: %d", n))
	}
	if name == "" {
		panic(fmt.Sprintf("user must be named, not %d", n))
	}
}

func negative(n int) { checks(-n-1, "u") }
func unnamed(n int)  { checks(n, "") }

func wrapped(n int) { panic(fmt.Errorf("load order %d: %w", n, errors.New("no such row"))) }

func main() {
	n, _ := strconv.Atoi(os.Args[2])
	map[string]func(int){
		"nil-map": nilMap, "nil-map-other": nilMapOther, "nil-pointer": nilPointer, "out-of-range": outOfRange, "divide": divide,
		"bad-number": badNumber, "in-closure": inClosure, "convert": convert, "negative": negative, "unnamed": unnamed, "wrapped": wrapped,
	}[os.Args[1]](n)
}
