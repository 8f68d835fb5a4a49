package main

/*
#include <stdlib.h>
#include <assert.h>
#include "codec.h"

static void c_abort(int depth) { if (depth > 0) c_abort(depth - 1); else abort(); }
static int c_read(int *p) { return *p; }
static void c_assert(int n) { assert(n > 0 && "frame size"); }
typedef void (*cb)(int);
extern void goFrame(int);
static void c_call(int n) { goFrame(n); }
*/
import "C"

import (
	"fmt"
	"os"
	"time"
	"unsafe"
)

type decoder struct{ state *C.int }

//go:noinline
func (d *decoder) frame() int { return int(C.c_read(d.state)) } // @cread

//go:noinline
func (d *decoder) close() { C.c_abort(3) } // @cabort

//export goFrame
func goFrame(n C.int) {
	var frames []int
	fmt.Println(frames[n]) // @callback
}

//go:noinline
func decodeAll(d *decoder) { d.frame() }

func main() {
	for i := 0; i < 2; i++ {
		go func() {
			for {
				time.Sleep(time.Hour) // @csleep
			}
		}()
	}
	time.Sleep(10 * time.Millisecond)
	d := &decoder{}
	switch os.Args[1] {
	case "segv":
		decodeAll(d)
	case "abort":
		d.close()
	case "assert":
		C.c_assert(0) // @cassert
	case "throw":
		C.cpp_throw(7) // @cthrow
	case "callback":
		C.c_call(4) // @ccall
	case "free":
		p := C.malloc(16)
		C.free(p)
		C.free(p) // @cfree
	case "gopointer":
		x := &struct{ p *int }{new(int)}
		C.codec_keep(unsafe.Pointer(x)) // @gopointer
	}
}
