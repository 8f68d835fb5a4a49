// Package stay decides how a kernel ends: STAY=sleep (killed by SIGQUIT), pprof (writes its goroutines), asleep (the
// runtime's own detector).
package stay

import (
	"os"
	"runtime/pprof"
	"time"
)

func Here() {
	time.Sleep(300 * time.Millisecond)
	switch os.Getenv("STAY") {
	case "pprof":
		pprof.Lookup("goroutine").WriteTo(os.Stderr, 2)
		os.Exit(0)
	case "asleep":
		select {}
	default:
		time.Sleep(time.Hour)
	}
}
