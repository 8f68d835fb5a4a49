package pricing

import (
	"fmt"
	"reflect"
	"sync"
)

// Number is what prices are counted in.
type Number interface{ ~int | ~int64 | ~float64 }

type table[K comparable, N Number] struct {
	rows map[K][]N
}

//go:noinline
func (t *table[K, N]) at(k K, i int) N { return t.rows[k][i] } // @at

//go:noinline
func mapSlice[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, f(a))
	}
	return out
}

//go:noinline
func reduce[A any, R Number](in []A, f func(R, A) R) (r R) {
	for _, a := range in {
		r = f(r, a)
	}
	return r
}

type rule interface{ Apply(cents int64) int64 }

type percent struct{ of int64 }

//go:noinline
func (p percent) Apply(cents int64) int64 { return cents * 100 / p.of } // @percent

type chain []rule

func (c chain) Apply(cents int64) int64 {
	for _, r := range c {
		cents = r.Apply(cents)
	}
	return cents
}

type plugin struct{ name string }

// Discount is called by name, through reflection.
func (p *plugin) Discount(kind string, tiers ...int) int {
	return tiers[len(kind)] // @discount
}

//go:noinline
func callByName(target any, name string, args ...any) []reflect.Value {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	return reflect.ValueOf(target).MethodByName(name).Call(in) // @call
}

var rates = sync.OnceValue(func() map[string]float64 {
	return loadRates("eur", "usd")
})

//go:noinline
func loadRates(names ...string) map[string]float64 {
	var doc any = map[string]any{"eur": "1.0"}
	out := map[string]float64{}
	for _, n := range names {
		out[n] = doc.(map[string]any)[n].(float64) // @rates
	}
	return out
}

//go:noinline
func convert(cents int64, to string) float64 {
	return float64(cents) * rates()[to] // @convert
}

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"generic-method": func([]string) {
		t := &table[string, float64]{rows: map[string][]float64{"eur": {1, 2}}}
		fmt.Println(reduce([]int{0, 1, 2}, func(r float64, i int) float64 { return r + t.at("eur", i) }))
	},
	"generic-closure": func([]string) {
		var names []*plugin
		names = append(names, nil)
		fmt.Println(mapSlice(names, func(p *plugin) string { return p.name })) // @mapclosure
	},
	"divide-chain": func([]string) {
		fmt.Println(chain{percent{100}, chain{percent{50}, percent{0}}}.Apply(999))
	},
	"reflect-method": func([]string) {
		callByName(&plugin{"vip"}, "Discount", "black-friday", 1, 2, 3)
	},
	"reflect-missing": func([]string) {
		callByName(&plugin{"vip"}, "Discout", "black-friday")
	},
	"once-value": func([]string) {
		convert(100, "eur")
	},
	"once-value-second": func([]string) {
		func() {
			defer func() { fmt.Println("first use failed:", recover()) }()
			convert(100, "eur")
		}()
		convert(200, "usd")
	},
}
