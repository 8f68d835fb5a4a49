// Command checkout prices the orders of a small shop, until an order comes from a customer who has no cart.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"shop/cart"
	"shop/orders"
	"shop/pricing"
)

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	var carts []*cart.Cart
	for i := 1; i <= 40; i++ {
		carts = append(carts, &cart.Cart{
			Customer: fmt.Sprintf("c-%03d", i),
			Voucher:  "WELCOME",
			Lines:    []cart.Line{{Article: "tea", Quantity: i, Cents: 450}, {Article: "cup", Quantity: 1, Cents: 1200}},
		})
	}
	desk := pricing.NewDesk(cart.NewStore(carts...), map[string]int{"WELCOME": 10})
	service := orders.NewService(context.Background(), desk, 4)
	log.Print("checkout ready workers=4")
	for i := 1; i <= 60; i++ {
		service.Submit(fmt.Sprintf("c-%03d", i))
		time.Sleep(time.Millisecond)
	}
	service.Close()
}
