package helper

import (
	"strconv"
	"testing"
)

func mustParse(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func TestSum(t *testing.T) {
	for _, c := range []struct{ name, in string }{{"digits", "12"}, {"letters", "1x"}} {
		t.Run(c.name, func(t *testing.T) {
			if mustParse(c.in) != 12 { //@helper
				t.Fail()
			}
		})
	}
}
