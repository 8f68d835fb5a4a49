package route

import (
	"fmt"
	"unsafe"
)

type header struct{ a, b uint64 }

//go:noinline
func load(at uintptr) uint64 {
	return (*header)(unsafe.Pointer(at)).b //@bad-pointer
}

func BadPointer() {
	fmt.Println(load(0xdead0000))
}

type node interface {
	accept(v visitor) int
}
type visitor interface {
	leaf(l *leaf) int
	group(g *group) int
}
type leaf struct{ n int }
type group struct{ kids []node }

func (l *leaf) accept(v visitor) int  { return v.leaf(l) }
func (g *group) accept(v visitor) int { return v.group(g) } //@visit-overflow2

type sum struct{ calls int }

func (s *sum) leaf(l *leaf) int { return l.n }
func (s *sum) group(g *group) int {
	t := 0
	for _, k := range g.kids {
		t += k.accept(s) //@visit-overflow
	}
	return t
}

func Visit() {
	root := &group{}
	root.kids = []node{&leaf{1}, root}
	fmt.Println(root.accept(&sum{}))
}

var table = map[string]*spec{}

type spec struct{ codes [4]int }

func register(name string, codes ...int) bool {
	s := &spec{}
	for i, c := range codes {
		s.codes[i] = c
	}
	table[name] = s
	return true
}

func UseTable() {
	fmt.Println(table["x"].codes[2]) //@table-init
}

type grid struct {
	width int
	cells []byte
}

func (g grid) at(x, y int) byte { return g.cells[y*g.width+x] } //@wrong-index

func (g grid) row(y int) (out []byte) {
	for x := 0; x < g.width; x++ {
		out = append(out, g.at(x, y))
	}
	return
}

func WrongIndex() {
	g := grid{4, make([]byte, 12)}
	for y := 0; y <= 3; y++ {
		fmt.Println(g.row(y))
	}
}

func room(n int) chan [64]byte {
	return make(chan [64]byte, n) //@makechan
}

func MakeChan() {
	c := room(-1)
	c <- [64]byte{}
}

func parse(parts []string) string {
	return parts[len(parts)] //@repanic-runtime
}

func safely(f func() string) (s string) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("safely: passing on", r)
			panic(r)
		}
	}()
	return f()
}

func Repanic() {
	fmt.Println(safely(func() string { return parse([]string{"a"}) }))
}
