package feed

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net"
	"reflect"
	"strings"
	"sync/atomic"
	"text/template"
	"unsafe"
)

var Scenarios = map[string]func(){
	"unmarshal-hook":  unmarshalHook,
	"xml-marshal":     xmlMarshal,
	"template-method": templateMethod,
	"atomic-value":    atomicValue,
	"reflect-set":     reflectSet,
	"plugin-reflect":  pluginReflect,
	"unsafe-slice":    unsafeSlice,
	"string-index":    stringIndex,
	"listener-nil":    listenerNil,
	"deep-chain":      deepChain,
	"closure-table":   closureTable,
	"stringer-loop":   stringerLoop,
}

type level int

var levels = []string{"low", "high"}

func (l *level) UnmarshalJSON(b []byte) error {
	s := string(b[1 : len(b)-1])
	for i, name := range levels[:len(s)] { //@unmarshal-hook
		if name == s {
			*l = level(i)
		}
	}
	return nil
}

func unmarshalHook() {
	var v struct{ Levels []level }
	fmt.Println(json.Unmarshal([]byte(`{"Levels": ["hi", "highest"]}`), &v), v)
}

type stamp struct{ zone *string }

func (s stamp) MarshalText() ([]byte, error) { return []byte(*s.zone), nil } //@xml-marshal

func xmlMarshal() {
	out, err := xml.Marshal(struct{ At stamp }{})
	fmt.Println(string(out), err)
}

type page struct{ rows []string }

func (p *page) Row(i int) string { return p.rows[i] }

func templateMethod() {
	t := template.Must(template.New("page").Parse(`{{.Row 3}}`))
	var sb strings.Builder
	if err := t.Execute(&sb, &page{}); err != nil {
		panic(err) //@template-method
	}
	fmt.Println(sb.String())
}

func atomicValue() {
	var current atomic.Value
	current.Store([]string{"a"})
	swap(&current, map[string]string{})
}

//go:noinline
func swap(v *atomic.Value, next any) {
	v.Store(next) //@atomic-value
}

func reflectSet() {
	bind(struct{ Name string }{}, "Name", "x")
}

func bind(target any, field string, value any) {
	reflect.ValueOf(target).FieldByName(field).Set(reflect.ValueOf(value)) //@reflect-set
}

type filter struct{ rules map[string]func(string) bool }

func (f filter) Apply(name, v string) bool {
	return f.rules[name](v) //@plugin-reflect
}

func pluginReflect() {
	m := reflect.ValueOf(filter{}).MethodByName("Apply")
	call := m.Interface().(func(string, string) bool)
	fmt.Println(call("x", "y"))
}

//go:noinline
func view(p *byte, n int) []byte {
	return unsafe.Slice(p, n) //@unsafe-slice
}

func unsafeSlice() {
	var b byte
	fmt.Println(len(view(&b, -5)))
}

func initials(name string) string {
	out := ""
	for _, part := range strings.Split(name, " ") {
		out += string(part[0]) //@string-index
	}
	return out
}

func stringIndex() { fmt.Println(initials("Ada  Lovelace")) }

func listenerNil() {
	l, _ := net.Listen("tcp", "256.0.0.1:99999")
	defer l.Close() //@listener-nil
	l.Accept()
}

type visitor func(depth int, rest []int) int

func walk(v visitor, depth int, rest []int) int {
	if len(rest) == 0 {
		return v(depth, nil)
	}
	return v(depth, rest) + walk(v, depth+1, rest[1:])
}

func deepChain() {
	var limits [4]int
	fmt.Println(walk(func(depth int, rest []int) int {
		return limits[depth] //@deep-chain
	}, 0, make([]int, 60)))
}

var table = map[string]func([]string) string{
	"first": func(a []string) string { return a[0] },
	"third": func(a []string) string { return a[2] }, //@closure-table
}

func closureTable() {
	for _, k := range []string{"first", "third"} {
		fmt.Println(table[k]([]string{"a"}))
	}
}

type node struct{ parent *node }

func (n *node) String() string { return fmt.Sprintf("node(%v)", n.parent) } //@stringer-loop

func stringerLoop() {
	n := &node{}
	n.parent = n
	fmt.Println(n)
}
