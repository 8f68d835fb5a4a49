// An id generator waits in a send until a request wants an id: the idle state of the idiom.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
)

var ids = make(chan int)

func generate() {
	for id := 1; ; id++ {
		ids <- id
	}
}

func next(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, <-ids) }

func main() {
	go generate()
	http.HandleFunc("/next", next)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("pprof", listener.Addr())
	http.Serve(listener, nil)
}
