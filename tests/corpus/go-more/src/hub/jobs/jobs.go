package jobs

import (
	"context"
	stderrors "errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/alitto/pond"
	cockroach "github.com/cockroachdb/errors"
	goerrors "github.com/go-errors/errors"
	"github.com/go-playground/validator/v10"
	"github.com/hashicorp/go-multierror"
	"github.com/oklog/run"
	"github.com/pkg/errors"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rotisserie/eris"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/pkgerrors"
	"github.com/samber/lo"
	"github.com/sirupsen/logrus"
	"github.com/urfave/cli/v2"
	"go.uber.org/fx"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"gopkg.in/yaml.v3"
)

var Scenarios = map[string]func(){
	"pond":             pondPanic,
	"eris":             erisLogged,
	"cockroach-fatal":  cockroachFatal,
	"go-errors":        goErrors,
	"zap-stack":        zapStack,
	"zerolog-error":    zerologError,
	"logrus-field":     logrusField,
	"fx":               fxConstructor,
	"urfave":           urfave,
	"cut-buffer":       cutBuffer,
	"lo-must":          loMust,
	"prometheus":       prometheusTwice,
	"yaml-hook":        yamlHook,
	"validator":        validatorType,
	"oklog-run":        oklogRun,
	"multierror":       multierrorPanic,
	"errgroup-ctx":     errgroupCtx,
	"plain-words":      plainWords,
	"own-json":         ownJSON,
	"recover-continue": recoverContinue,
	"repanic-wrapped":  repanicWrapped,
	"logged-then-died": loggedThenDied,
	"exit-error":       exitError,
	"supervisor":       supervisor,
}

type order struct {
	ID    int
	Lines []line
}
type line struct {
	SKU   string
	Price *int
}

func (o *order) total() int {
	sum := 0
	for _, l := range o.Lines {
		sum += *l.Price //@total
	}
	return sum
}

func bill(id int) int {
	price := 3
	o := &order{id, []line{{"a", &price}, {"b", nil}}}
	return o.total()
}

func pondPanic() {
	p := pond.New(2, 10)
	p.Submit(func() { fmt.Println(bill(7)) })
	p.StopAndWait()
}

var errGone = eris.New("order is gone")

func erisLogged() {
	err := eris.Wrap(errGone, "bill order 7")
	log.Println(eris.ToString(err, true))
}

func cockroachFatal() {
	err := cockroach.Wrap(cockroach.New("disk full"), "write ledger")
	log.Fatalf("%+v", err)
}

func goErrors() {
	defer func() {
		if r := recover(); r != nil {
			log.Println("recovered panic:", goerrors.Wrap(r, 2).ErrorStack())
		}
	}()
	bill(8)
}

func zapStack() {
	logger := lo.Must(zap.NewProduction())
	defer func() {
		if r := recover(); r != nil {
			logger.Error("handler panicked", zap.Any("panic", r), zap.Stack("stack"))
		}
	}()
	bill(9)
}

func load(path string) error {
	_, err := os.ReadFile(path)
	return errors.Wrap(err, "load")
}

func zerologError() {
	zerolog.ErrorStackMarshaler = pkgerrors.MarshalStack
	logger := zerolog.New(os.Stderr).With().Timestamp().Logger()
	logger.Error().Stack().Err(load("/nonexistent")).Msg("cannot start")
}

func logrusField() {
	defer func() {
		if r := recover(); r != nil {
			logrus.WithField("stack", string(debug.Stack())).Errorf("recovered from panic: %v", r)
		}
	}()
	bill(10)
}

type store struct{ rows map[string]int }

func newStore() *store {
	s := &store{}
	s.rows["boot"] = 1 //@fx
	return s
}

func fxConstructor() {
	fx.New(fx.NopLogger, fx.Provide(newStore), fx.Invoke(func(s *store) { fmt.Println(len(s.rows)) })).Run()
}

func urfave() {
	app := &cli.App{Name: "hub", Action: func(c *cli.Context) error {
		fmt.Println(c.Args().Slice()[2]) //@urfave
		return nil
	}}
	if err := app.Run([]string{"hub", "bill"}); err != nil {
		log.Fatal(err)
	}
}

func cutBuffer() {
	for i := 0; i < 2; i++ {
		func() {
			defer func() {
				if r := recover(); r != nil {
					buf := make([]byte, 900)
					n := runtime.Stack(buf, false)
					log.Printf("panic in job %d: %v\n%s", i, r, buf[:n])
				}
			}()
			descend(4, i)
		}()
	}
	log.Println("all jobs done")
}

func descend(n, id int) int {
	if n == 0 {
		return bill(id)
	}
	return 1 + descend(n-1, id)
}

func loMust() {
	cfg := lo.Must(os.ReadFile("/nonexistent/hub.yaml")) //@lo-must
	fmt.Println(len(cfg))
}

func register(r *prometheus.Registry) {
	r.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_total", Help: "Orders."})) //@prometheus
}

func prometheusTwice() {
	r := prometheus.NewRegistry()
	register(r)
	register(r)
}

type level struct{ names []string }

func (l *level) UnmarshalYAML(n *yaml.Node) error {
	l.names = append(l.names, n.Content[1].Value) //@yaml-hook
	return nil
}

func yamlHook() {
	var cfg struct{ Levels []*level }
	fmt.Println(yaml.Unmarshal([]byte("levels:\n- [a, b]\n- [c]\n"), &cfg))
}

func validatorType() {
	v := validator.New()
	fmt.Println(v.Struct(struct { //@validator
		Price complex128 `validate:"gt=3"`
	}{}))
}

func oklogRun() {
	var g run.Group
	ctx, cancel := context.WithCancel(context.Background())
	g.Add(func() error { <-ctx.Done(); return nil }, func(error) { cancel() })
	g.Add(func() error {
		fmt.Println(bill(11))
		return nil
	}, func(error) {})
	fmt.Println(g.Run())
}

func multierrorPanic() {
	var all *multierror.Error
	all = multierror.Append(all, stderrors.New("close ledger: bad descriptor"), fmt.Errorf("flush:\n  %w", os.ErrClosed))
	panic(all) //@multierror
}

func errgroupCtx() {
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(2)
	for i := range 3 {
		g.Go(func() error {
			if i == 1 {
				fmt.Println(bill(i))
			}
			<-ctx.Done()
			return ctx.Err()
		})
	}
	fmt.Println(g.Wait())
}

// plainWords prints what it recovered without the words that loggers use.
func plainWords() {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(os.Stderr, "[hub] job 12 crashed: %v\n%s\n", r, debug.Stack())
		}
	}()
	bill(12)
}

func ownJSON() {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(os.Stderr, `{"ts":"2026-03-01T10:00:00Z","level":"error","msg":"job crashed","error":%q,"stacktrace":%q}`+"\n", fmt.Sprint(r), debug.Stack())
		}
	}()
	bill(13)
}

// recoverContinue: three jobs fail, each is logged; the service goes on.
func recoverContinue() {
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					log.Printf("ERROR worker %d: %v", id, r)
					debug.PrintStack()
				}
			}()
			time.Sleep(time.Duration(id) * 20 * time.Millisecond)
			bill(id)
		}(i)
	}
	wg.Wait()
	log.Println("service goes on")
}

func repanicWrapped() {
	defer func() {
		if r := recover(); r != nil {
			panic(errors.Wrap(fmt.Errorf("%v", r), "job 14"))
		}
	}()
	bill(14)
}

// loggedThenDied logs the stack of a panic and raises it again: one death.
func loggedThenDied() {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("panic: %v\n%s", r, debug.Stack())
			panic(r)
		}
	}()
	bill(15)
}

func exitError() {
	if err := load("/nonexistent/hub.toml"); err != nil {
		fmt.Fprintf(os.Stderr, "hub: %+v\n", err)
		os.Exit(1)
	}
}

// supervisor restarts a job that panics, thrice, and then gives up.
func supervisor() {
	for i := 1; ; i++ {
		v, stack := attempt(func() { bill(16) })
		if v == nil {
			return
		}
		log.Printf("job failed (attempt %d/3): panic: %v\n\n%s", i, v, stack)
		if i == 3 {
			log.Fatal("giving up")
		}
	}
}

func attempt(f func()) (v any, stack []byte) {
	defer func() {
		if v = recover(); v != nil {
			stack = debug.Stack()
		}
	}()
	f()
	return
}
