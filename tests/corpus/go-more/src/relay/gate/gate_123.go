//go:build go1.23

package gate

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func init() {
	Scenarios["range-nested"] = rangeNested
	Scenarios["range-continues"] = rangeContinues
	Scenarios["iter-pull"] = iterPull
	Scenarios["maps-sorted"] = mapsSorted
	Scenarios["range-defer"] = rangeDefer
	Scenarios["range-method"] = rangeMethod
}

type tree[T any] struct {
	left, right *tree[T]
	value       T
}

func (t *tree[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}

func (t *tree[T]) push(yield func(T) bool) bool {
	if t == nil {
		return true
	}
	return t.left.push(yield) && yield(t.value) && t.right.push(yield)
}

func rangeNested() {
	words := &tree[string]{left: &tree[string]{value: "ab"}, value: "c", right: &tree[string]{value: ""}}
	digits := &tree[int]{value: 1}
	for w := range words.All() {
		for d := range digits.All() {
			fmt.Println(string(w[d-1])) //@range-nested
		}
	}
}

func stubborn(xs []int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, x := range xs {
			yield(x) //@range-continues
		}
	}
}

func rangeContinues() {
	for x := range stubborn([]int{1, 2, 3}) {
		if x == 1 {
			break
		}
	}
}

func records(lines []string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, l := range lines {
			k, v, _ := strings.Cut(l, "=")
			if !yield(k, int(v[0]-'0')) {
				return
			}
		}
	}
}

func iterPull() {
	next, stop := iter.Pull2(records([]string{"a=1", "b"}))
	defer stop()
	for {
		k, v, ok := next() //@iter-pull
		if !ok {
			return
		}
		fmt.Println(k, v)
	}
}

func mapsSorted() {
	m := map[string][]int{"a": {1}, "b": {}}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Println(k, slices.Max(m[k])) //@maps-sorted
	}
}

func rangeDefer() {
	for w := range (&tree[string]{value: "x"}).All() {
		defer func() {
			fmt.Println("deferred in loop", w)
		}()
		var p *tree[int]
		fmt.Println(p.value) //@range-defer
	}
}

type shelf struct{ books map[string]*book }
type book struct{ pages []string }

func (s *shelf) Each(yield func(string, *book) bool) {
	for _, k := range slices.Sorted(maps.Keys(s.books)) {
		if !yield(k, s.books[k]) {
			return
		}
	}
}

func (s *shelf) count() (n int) {
	for _, b := range s.Each {
		n += len(b.pages[0]) //@range-method
	}
	return n
}

func rangeMethod() {
	fmt.Println((&shelf{map[string]*book{"a": {[]string{"x"}}, "b": nil}}).count())
}
