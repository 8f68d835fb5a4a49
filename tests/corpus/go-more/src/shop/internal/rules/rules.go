// Package rules dies while it is initialised.
package rules

import "regexp"

var (
	sku  = compile(`^[A-Z]{3}-\d+$`)
	size = compile(`^(S|M|L|XL$`)
)

//go:noinline
func compile(expr string) *regexp.Regexp {
	return regexp.MustCompile(expr) // @compile
}

// Match is never reached.
func Match(s string) bool { return sku.MatchString(s) && size.MatchString(s) }
