// Package controller is a Kubernetes-like controller.
package controller

import (
	"context"
	"time"

	"example.com/edge/internal/orders"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
)

// Reconciler handles one key at a time.
type Reconciler struct{ svc *orders.Service }

//go:noinline
func (r *Reconciler) reconcile(key int) string { return r.svc.CustomerOf(key) } // @reconcile

func (r *Reconciler) worker(ctx context.Context) {
	for r.next(ctx) {
	}
}

func (r *Reconciler) next(context.Context) bool {
	_ = r.reconcile(1) // @next
	return true
}

// Run dies, or only logs when crash is false.
func Run(crash bool) {
	utilruntime.ReallyCrash = crash
	r := &Reconciler{orders.New()}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	wait.UntilWithContext(ctx, r.worker, 30*time.Millisecond)
}
