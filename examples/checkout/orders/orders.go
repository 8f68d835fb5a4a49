// Package orders works through a queue of orders.
package orders

import (
	"context"
	"log"
	"sync"
	"time"

	"shop/pricing"
)

// Service prices queued orders in the background.
type Service struct {
	desk    *pricing.Desk
	queue   chan string
	audit   chan pricing.Quote
	workers sync.WaitGroup
}

// NewService starts the workers and the janitor.
func NewService(ctx context.Context, desk *pricing.Desk, workers int) *Service {
	s := &Service{desk: desk, queue: make(chan string), audit: make(chan pricing.Quote)}
	for i := 0; i < workers; i++ {
		s.workers.Add(1)
		go s.work()
	}
	go s.sweep(ctx)
	return s
}

// Submit queues the order of a customer.
func (s *Service) Submit(customer string) {
	s.queue <- customer
}

// Close waits for the workers.
func (s *Service) Close() {
	close(s.queue)
	s.workers.Wait()
}

func (s *Service) work() {
	defer s.workers.Done()
	for customer := range s.queue {
		s.checkout(customer)
	}
}

func (s *Service) checkout(customer string) {
	quote := s.desk.Price(customer)
	log.Printf("priced order customer=%s cents=%d", quote.Customer, quote.Cents)
	go s.record(quote)
}

// record hands the quote to the auditor, who does not exist yet: every call of it leaks a goroutine.
func (s *Service) record(quote pricing.Quote) {
	s.audit <- quote
}

func (s *Service) sweep(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			log.Print("sweeping abandoned carts")
		case <-ctx.Done():
			return
		}
	}
}
