// Each function says which one it is, and its first line bears the same words.
package main

import (
	"os"
	"reflect"
	"sync"

	stock "example.com/shop.io/first-lines/stock.v2"
)

type cart struct{ items []int }

func (c cart) size() int { // begins: method of a value
	stock.At("method of a value")
	return len(c.items)
}

//go:noinline
func (c *cart) add(item int) { // begins: method of a pointer

	stock.At("method of a pointer")
	c.items = append(c.items, item)
}

type sized interface{ size() int }

type shelf struct {
	*cart
	name string
}

type number interface{ ~int | ~float64 | ~string }

//go:noinline
func largest[T number](values ...T) (most T) { // begins: generic function
	stock.At("generic function")
	for _, value := range values {
		func() { // begins: closure of a generic function
			stock.At("closure of a generic function")
			if value > most {
				most = value
			}
		}()
	}
	return most
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

//go:noinline
func (p *pair[K, V]) swap(value V) V { // begins: generic method
	stock.At("generic method")
	p.value, value = value, p.value
	return value
}

func (p pair[K, V]) first() K { // begins: generic method that is inlined
	stock.At("generic method that is inlined")
	return p.key
}

func tiny() { stock.At("inlined everywhere") } // begins: inlined everywhere

func outer() { // begins: inlined with another in it
	tiny()
	stock.At("inlined with another in it")
}

var atStart = func() int { // begins: closure of a variable
	stock.At("closure of a variable")
	return 1
}()

func init() { // begins: first init
	stock.At("first init")
}

func init() { // begins: second init
	stock.At("second init")
	func() { // begins: closure of the second init
		stock.At("closure of the second init")
	}()
}

//go:noinline
func call(f func(int)) { // begins: caller of a method value
	stock.At("caller of a method value")
	f(atStart)
}

//go:noinline
func deferring() { // begins: deferring function
	defer func() { // begins: deferred closure
		stock.At("deferred closure")
	}()
	for i := 0; i < 2; i++ {
		defer func(n int) { // begins: deferred closure with an argument
			stock.At("deferred closure with an argument")
		}(i)
	}
	stock.At("deferring function")
}

func worker(group *sync.WaitGroup, n int) { // begins: goroutine of a function
	defer group.Done()
	stock.At("goroutine of a function")
}

func größe() int { // begins: name in another script
	stock.At("name in another script")
	return 1
}

func main() { // begins: main
	stock.At("main")
	c := &cart{}
	c.add(1)
	call(c.add)
	_ = c.size()
	var all sized = shelf{c, "a"}
	_ = all.size()
	_ = largest(1, 2) + len(largest("a", "b")) + int(largest(1.5))
	p := &pair[string, []int]{key: "a"}
	_ = p.swap(nil)
	_ = (&pair[int, cart]{}).swap(cart{})
	_ = p.first()
	outer()
	deferring()
	_ = stock.Count() + größe()
	stock.Pack("a").Open(func(string) { // begins: closure given away
		stock.At("closure given away")
	})
	var group sync.WaitGroup
	for n := 0; n < 2; n++ {
		group.Add(2)
		go worker(&group, n)
		go func() { // begins: goroutine of a closure
			defer group.Done()
			stock.At("goroutine of a closure")
			func() { // begins: closure in a closure
				stock.At("closure in a closure")
			}()
		}()
		group.Wait()
	}
	generated()
	if len(os.Args) > 1 {
		stock.Pack(1).Open(func(int) { // begins: closure that panics
			stock.At("closure that panics")
			reflect.MakeFunc(reflect.TypeOf(main), func([]reflect.Value) []reflect.Value { // begins: closure behind reflection
				stock.At("closure behind reflection")
				var c *cart
				c.add(1)
				return nil
			}).Call(nil)
		})
	}
}

//line template.y:700
func generated() { // begins at 700: named by a line directive
	stock.At("named by a line directive")
}
