// edge runs the scenario its first argument names.
package main

import (
	"os"

	"example.com/edge/internal/controller"
	"example.com/edge/internal/logs"
	"example.com/edge/internal/serve"
	"example.com/edge/internal/tasks"
)

func main() {
	commands := map[string]func(){
		"gin": serve.Gin, "echo": serve.Echo, "chi": serve.Chi, "gorilla": serve.Gorilla, "fiber": serve.Fiber,
		"grpc":          func() { serve.GRPC(false) },
		"grpc-recovery": func() { serve.GRPC(true) },
		"errgroup":      tasks.Errgroup, "conc": tasks.Conc, "conc-pool": tasks.ConcPool,
		"singleflight": tasks.Singleflight, "singleflight-chan": tasks.SingleflightChan,
		"ants": tasks.Ants, "cobra": tasks.Cobra,
		"cron":             func() { tasks.Cron(false) },
		"cron-recover":     func() { tasks.Cron(true) },
		"zap-panic":        logs.ZapPanic,
		"zap-development":  logs.ZapDevelopment,
		"zap-recovered":    logs.ZapRecovered,
		"logrus-panic":     logs.LogrusPanic,
		"logrus-recovered": func() { logs.LogrusRecovered(false) },
		"logrus-json":      func() { logs.LogrusRecovered(true) },
		"zerolog-panic":    logs.ZerologPanic,
		"zerolog-stack":    logs.ZerologStack,
		"slog-recovered":   logs.SlogRecovered,
		"klog-fatal":       logs.KlogFatal,
		"pkg-errors":       logs.PkgErrors,
		"pkg-errors-panic": logs.PkgErrorsPanic,
		"cockroach":        logs.Cockroach,
		"handlecrash":      func() { controller.Run(true) },
		"handlecrash-on":   func() { controller.Run(false) },
	}
	commands[os.Args[1]]()
}
