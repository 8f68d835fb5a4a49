// Package logs reports panics and errors through loggers.
package logs

import (
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"example.com/edge/internal/orders"
	pkgerrors "github.com/pkg/errors"
	"github.com/rs/zerolog"
	zpkgerrors "github.com/rs/zerolog/pkgerrors"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"k8s.io/klog/v2"
)

//go:noinline
func connect(try int) error {
	if try > 2 {
		return fmt.Errorf("connect: gave up after %d tries", try)
	}
	return connect(try + 1)
}

// ZapPanic dies in zap's Panic.
func ZapPanic() {
	l, _ := zap.NewProduction()
	if err := connect(0); err != nil {
		l.Panic("no database", zap.Error(err)) // @zappanic
	}
}

// ZapDevelopment logs errors with stacks on several lines, then DPanics.
func ZapDevelopment() {
	l, _ := zap.NewDevelopment()
	s := l.Sugar()
	s.Errorw("cannot load", "err", orders.New().Load(9))
	s.DPanicf("impossible state %d", 3) // @dpanic
}

// ZapRecovered logs a recovered panic with zap.Stack.
func ZapRecovered() {
	l, _ := zap.NewProduction()
	defer func() {
		if r := recover(); r != nil {
			l.Error("recovered", zap.Any("panic", r), zap.Stack("stack"))
		}
	}()
	orders.New().CustomerOf(1)
}

// LogrusPanic dies in logrus' Panic.
func LogrusPanic() {
	logrus.SetFormatter(&logrus.TextFormatter{DisableColors: true})
	if err := connect(0); err != nil {
		logrus.WithError(err).WithField("db", "main").Panic("no database") // @logruspanic
	}
}

// LogrusRecovered logs a recovered panic with its stack in a text field.
func LogrusRecovered(json bool) {
	logrus.SetFormatter(&logrus.TextFormatter{DisableColors: true})
	if json {
		logrus.SetFormatter(&logrus.JSONFormatter{})
	}
	defer func() {
		if r := recover(); r != nil {
			logrus.WithField("stack", string(debug.Stack())).Errorf("panic: %v", r)
		}
	}()
	orders.New().CustomerOf(1)
}

// ZerologPanic dies in zerolog's Panic.
func ZerologPanic() {
	l := zerolog.New(os.Stderr).With().Timestamp().Logger()
	if err := connect(0); err != nil {
		l.Panic().Err(err).Msg("no database") // @zerologpanic
	}
}

// ZerologStack logs an error with zerolog's own stack format.
func ZerologStack() {
	zerolog.ErrorStackMarshaler = zpkgerrors.MarshalStack
	l := zerolog.New(os.Stderr).With().Timestamp().Logger()
	l.Error().Stack().Err(orders.New().Load(9)).Msg("cannot load")
}

// SlogRecovered logs a recovered panic with slog's JSON and text handlers.
func SlogRecovered() {
	for _, h := range []slog.Handler{slog.NewJSONHandler(os.Stderr, nil), slog.NewTextHandler(os.Stderr, nil)} {
		func() {
			defer func() {
				if r := recover(); r != nil {
					slog.New(h).Error("panic recovered", "err", r, "stack", string(debug.Stack()))
				}
			}()
			orders.New().CustomerOf(1)
		}()
	}
}

// KlogFatal ends with klog's dump of all goroutines.
func KlogFatal() {
	for i := 0; i < 3; i++ {
		go func() { select {} }()
	}
	if err := connect(0); err != nil {
		klog.Fatalf("no database: %v", err) // @klogfatal
	}
}

// PkgErrors prints %+v of wrapped errors and goes on.
func PkgErrors() {
	err := pkgerrors.WithMessage(orders.New().Load(9), "nightly report")
	fmt.Printf("error: %+v\n", err)
	fmt.Println("retrying in 5s")
}

// Cockroach prints %+v of a cockroachdb error.
func Cockroach() {
	fmt.Printf("error: %+v\n", orders.New().Inspect(9))
}

// PkgErrorsPanic dies with an error that has a stack.
func PkgErrorsPanic() {
	if err := orders.New().Load(9); err != nil {
		panic(fmt.Sprintf("%+v", err)) // @pkgpanic
	}
}
