// An HTTP server with idle keep-alive connections: nothing to do, nothing wrong.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
)

func hello(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") }

func main() {
	http.HandleFunc("/hello", hello)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(listener, nil)
	for i := 0; i < 5; i++ {
		client := &http.Client{Transport: &http.Transport{}}
		response, err := client.Get("http://" + listener.Addr().String() + "/hello")
		if err != nil {
			panic(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	fmt.Println("pprof", listener.Addr())
	select {}
}
