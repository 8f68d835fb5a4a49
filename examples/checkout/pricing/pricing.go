// Package pricing turns carts into prices.
package pricing

import "shop/cart"

// Quote is what a customer has to pay.
type Quote struct {
	Customer string
	Cents    int
}

// Desk prices carts.
type Desk struct {
	carts    *cart.Store
	vouchers map[string]int
}

// NewDesk returns a desk that takes the given vouchers, in percent.
func NewDesk(carts *cart.Store, vouchers map[string]int) *Desk {
	return &Desk{carts: carts, vouchers: vouchers}
}

// Price looks up the cart of a customer and prices it. A customer without a cart was forgotten here.
func (d *Desk) Price(customer string) Quote {
	c := d.carts.Find(customer)
	cents := c.Total()
	return Quote{Customer: customer, Cents: cents - cents*d.vouchers[c.Voucher]/100}
}
