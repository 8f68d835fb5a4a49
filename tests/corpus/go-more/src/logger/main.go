package main

import (
	"errors"
	"flag"

	"github.com/golang/glog"
)

//go:noinline
func open(dsn string) error { return errors.New("dial " + dsn + ": refused") }

//go:noinline
func mustOpen(dsn string) {
	if err := open(dsn); err != nil {
		glog.Fatalf("cannot open %s: %v", dsn, err) // @glog
	}
}

//go:noinline
func start() {
	for i := 0; i < 3; i++ {
		go func() { select {} }()
	}
	mustOpen("db:5432") // @glogstart
}

func main() {
	_ = flag.Set("logtostderr", "true")
	flag.Parse()
	start()
}
