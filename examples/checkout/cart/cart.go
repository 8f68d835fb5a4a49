// Package cart keeps what customers are about to buy.
package cart

import "sync"

// Line is one article in a cart.
type Line struct {
	Article  string
	Quantity int
	Cents    int
}

// Cart belongs to one customer.
type Cart struct {
	Customer string
	Voucher  string
	Lines    []Line
}

// Total is the price of everything in the cart, in cents.
func (c *Cart) Total() int {
	total := 0
	for _, line := range c.Lines {
		total += line.Quantity * line.Cents
	}
	return total
}

// Store holds all carts in memory.
type Store struct {
	mu    sync.Mutex
	carts map[string]*Cart
}

// NewStore returns a store with the given carts.
func NewStore(carts ...*Cart) *Store {
	s := &Store{carts: make(map[string]*Cart, len(carts))}
	for _, c := range carts {
		s.carts[c.Customer] = c
	}
	return s
}

// Find returns the cart of a customer, nil when there is none.
func (s *Store) Find(customer string) *Cart {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.carts[customer]
}
