package geo_test

import (
	"fmt"

	"example.com/checks/geo"
)

func ExampleGrid_Sum() {
	g := &geo.Grid{}
	fmt.Println(g.Sum(4))
	// Output: 4
}
