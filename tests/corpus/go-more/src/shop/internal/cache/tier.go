package cache

import "fmt"

type tiered struct {
	levels []Store
	name   string
}

func (t tiered) Get(key string) ([]byte, error) {
	for i := range t.levels {
		if value, err := t.level(i).Get(key); err == nil {
			return value, nil
		}
	}
	return nil, fmt.Errorf("tier %s: nothing under %q", t.name, key)
}

func (t tiered) Put(key string, value []byte) error {
	for i := range t.levels {
		if err := t.level(i).Put(key, value); err != nil {
			return err
		}
	}
	return nil
}

func (t tiered) level(i int) Store { return t.levels[i] }

type loader[K comparable, V any] struct {
	store  Store
	decode func(K, []byte) (V, error)
	key    func(K) string
}

//go:noinline
func (l *loader[K, V]) Load(k K) (V, error) {
	raw, err := l.store.Get(l.key(k))
	if err != nil {
		var zero V
		return zero, err
	}
	return l.decode(k, raw)
}

type headerFault struct{ want, got int }

func decodeOrder(id int, raw []byte) (order, error) {
	fields := splitFields(raw)
	return order{id: id, total: parseCents(fields[3])}, nil // @fields
}

type order struct{ id, total int }

//go:noinline
func splitFields(raw []byte) [][]byte {
	var fields [][]byte
	start := 0
	for i, c := range raw {
		if c == ';' {
			fields = append(fields, raw[start:i])
			start = i + 1
		}
	}
	return append(fields, raw[start:])
}

//go:noinline
func parseCents(b []byte) int { return len(b) }

// Commands are the ways this package dies.
var Commands = map[string]func([]string){
	"nil-through-interface": func([]string) {
		store := tiered{name: "front", levels: []Store{Open("memory")}}
		_, _ = store.Get("user:17")
	},
	"nil-map-deep": func([]string) {
		store := tiered{name: "back", levels: []Store{Open("lazy")}}
		warm(store, 3)
	},
	"typed-nil": func([]string) {
		store := Open("none")
		if store != nil {
			_, _ = store.Get("k")
		}
	},
	"generic-loader": func([]string) {
		store := Open("memory")
		_ = store.Put("order:9", []byte("9;open;2024"))
		l := &loader[int, order]{store: store, decode: decodeOrder, key: func(id int) string { return fmt.Sprint("order:", id) }}
		_, _ = l.Load(9)
	},
}

//go:noinline
func warm(s Store, depth int) {
	if depth > 0 {
		warm(s, depth-1)
		return
	}
	if err := s.Put("warm", []byte("x")); err != nil {
		panic(err)
	}
}
