// Package orders is the code that is wrong; every framework calls it.
package orders

import (
	"errors"
	"fmt"

	cockroach "github.com/cockroachdb/errors"
	pkgerrors "github.com/pkg/errors"
)

// ErrGone is the root of wrapped errors.
var ErrGone = errors.New("orders: backend gone")

// Repo finds orders.
type Repo interface{ Find(id int) (*Order, error) }

// Order is a row.
type Order struct {
	ID   int
	Cust *Customer
}

// Customer may be nil.
type Customer struct{ Name string }

type sqlRepo struct{ rows map[int]*Order }

func (r *sqlRepo) Find(id int) (*Order, error) {
	o, ok := r.rows[id]
	if !ok {
		return nil, fmt.Errorf("find %d: %w", id, ErrGone)
	}
	return o, nil
}

// Service is what handlers use.
type Service struct{ repo Repo }

// New makes a service with one order without a customer.
func New() *Service {
	return &Service{&sqlRepo{map[int]*Order{1: {ID: 1}}}}
}

// CustomerOf dereferences a nil customer.
//
//go:noinline
func (s *Service) CustomerOf(id int) string {
	o, err := s.repo.Find(id)
	if err != nil {
		panic(err) // @gone
	}
	return o.Cust.Name // @cust
}

// Load returns a pkg/errors error with a stack.
//
//go:noinline
func (s *Service) Load(id int) error {
	if _, err := s.repo.Find(id); err != nil {
		return pkgerrors.Wrapf(err, "load order %d", id) // @pkgwrap
	}
	return nil
}

// Inspect returns a cockroachdb error with a stack.
//
//go:noinline
func (s *Service) Inspect(id int) error {
	if _, err := s.repo.Find(id); err != nil {
		return cockroach.Wrapf(err, "inspect order %d", id)
	}
	return nil
}
