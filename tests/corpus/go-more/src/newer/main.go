package main

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"runtime/debug"
	"slices"
)

type tree[T any] struct {
	left, right *tree[T]
	value       *T
}

// All walks the tree in order.
func (t *tree[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		t.push(yield)
	}
}

//go:noinline
func (t *tree[T]) push(yield func(T) bool) bool {
	if t == nil {
		return true
	}
	return t.left.push(yield) && yield(*t.value) && t.right.push(yield) // @push
}

//go:noinline
func total(t *tree[int], by []int) (sum int) {
	for v := range t.All() {
		sum += by[v] // @body
	}
	return sum
}

//go:noinline
func pulled(t *tree[int]) int {
	next, stop := iter.Pull(t.All())
	defer stop()
	for {
		v, ok := next() // @pull
		if !ok {
			return v
		}
	}
}

//go:noinline
func collect(m map[string]*tree[int]) []string {
	return slices.Collect(func(yield func(string) bool) {
		for k, v := range maps.All(m) {
			if *v.value > 0 && !yield(k) { // @collect
				return
			}
		}
	})
}

func main() {
	one, two := 1, 2
	t := &tree[int]{left: &tree[int]{value: &one}, value: &two}
	switch os.Args[1] {
	case "range-body":
		fmt.Println(total(t, []int{5, 6}))
	case "range-iterator":
		t.right = &tree[int]{}
		fmt.Println(total(t, []int{5, 6, 7}))
	case "pull":
		t.right = &tree[int]{}
		fmt.Println(pulled(t))
	case "collect":
		fmt.Println(collect(map[string]*tree[int]{"x": {}}))
	case "crash-output":
		f, err := os.Create(os.Args[2])
		if err != nil {
			panic(err)
		}
		if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
			panic(err)
		}
		fmt.Println(total(t, nil))
	}
}
