package cart

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"text/template"
)

// Line is one position of a cart.
type Line struct {
	SKU   string
	Price *Money
	Qty   int
}

// Money panics when it is marshalled without a currency.
type Money struct {
	Cents    int64
	Currency string
}

func (m Money) MarshalJSON() ([]byte, error) {
	return []byte(fmt.Sprintf(`"%d %s"`, m.Cents, m.Currency[:3])), nil // @marshal
}

type byPrice []Line

func (b byPrice) Len() int      { return len(b) }
func (b byPrice) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b byPrice) Less(i, j int) bool {
	return b[i].Price.Cents < b[j].Price.Cents // @less
}

var errStock = errors.New("stock service: connection refused")

type tx struct {
	id   int
	conn *os.File
	open bool
}

//go:noinline
func (t *tx) Rollback() {
	if !t.open {
		panic(fmt.Sprintf("tx %d: rollback of a closed transaction", t.id)) // @rollback
	}
}

//go:noinline
func reserve(lines []Line) error {
	for _, l := range lines {
		if l.Qty > 2 {
			return fmt.Errorf("reserve %s: %w", l.SKU, errStock)
		}
	}
	return nil
}

//go:noinline
func checkout(lines []Line) (err error) {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Errorf("checkout of %d lines: %v", len(lines), r)) // @rewrap
		}
	}()
	if err := reserve(lines); err != nil {
		panic(err) // @reserve
	}
	return nil
}

//go:noinline
func placeOrder(t *tx, lines []Line) error {
	defer t.Rollback()
	total := int64(0)
	for _, l := range lines {
		total += l.Price.Cents // @total
	}
	fmt.Println("total", total)
	return nil
}

//go:noinline
func samePanic(lines []Line) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(os.Stderr, "cart: giving up:", r)
			panic(r) // @same
		}
	}()
	if err := reserve(lines); err != nil {
		panic(err) // @first
	}
}

//go:noinline
func mustParse(s string) Line {
	l, err := parse(s)
	if err != nil {
		panic(err)
	}
	return l
}

//go:noinline
func parse(s string) (Line, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 2 {
		return Line{}, fmt.Errorf("parse %q: want 2 parts, got %d", s, len(parts))
	}
	return Line{SKU: parts[0]}, nil
}

//go:noinline
func importLines(rows []string) []Line {
	var lines []Line
	for _, row := range rows {
		lines = append(lines, mustParse(row)) // @import
	}
	return lines
}

type visitor func(*Line) error

//go:noinline
func walk(lines []Line, visit visitor) error {
	for i := range lines {
		if err := visit(&lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"sort-less": func([]string) {
		lines := byPrice{{SKU: "a"}, {SKU: "b", Price: &Money{}}, {SKU: "c", Price: &Money{}}}
		sort.Sort(lines)
	},
	"json-marshal": func([]string) {
		lines := []Line{{SKU: "a", Price: &Money{Cents: 5, Currency: "E"}}}
		_ = json.NewEncoder(os.Stdout).Encode(lines)
	},
	"template-must": func([]string) {
		render("cart {{ .Total ")
	},
	"rewrapped": func([]string) {
		_ = checkout([]Line{{SKU: "apple", Qty: 1}, {SKU: "pear", Qty: 3}})
	},
	"repanicked-same": func([]string) {
		samePanic([]Line{{SKU: "pear", Qty: 3}})
	},
	"deferred-rollback": func([]string) {
		_ = placeOrder(&tx{id: 7}, []Line{{SKU: "apple"}})
	},
	"must-helper": func([]string) {
		importLines([]string{"a,1", "b,2", "c"})
	},
	"visitor-closure": func([]string) {
		seen := map[string][]int{}
		_ = walk([]Line{{SKU: "x"}}, func(l *Line) error {
			seen[l.SKU][l.Qty]++ // @visit
			return nil
		})
	},
	"joined-errors": func([]string) {
		panic(errors.Join(errors.New("open config: no such file"), errors.New("open fallback: permission denied"), errStock)) // @joined
	},
	"fmt-nil-stringer": func([]string) {
		// fmt catches the panic of a String method; nothing dies.
		fmt.Println("cart:", bad{})
		fmt.Printf("%s and %v\n", bad{}, (*Money)(nil))
		os.Exit(3)
	},
	"strings-repeat": func([]string) {
		fmt.Println(banner("sale", -3))
	},
}

type bad struct{}

func (bad) String() string { panic("no name") }

//go:noinline
func render(text string) *template.Template {
	return template.Must(template.New("cart").Parse(text)) // @template
}

//go:noinline
func banner(word string, times int) string {
	return strings.Repeat(word+" ", times) // @repeat
}
