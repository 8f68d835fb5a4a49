package fuzz

import (
	"testing"
	"unicode/utf8"
)

func reverse(s string) string {
	b := []rune(s)
	out := make([]rune, utf8.RuneCountInString(s))
	for i, r := range b {
		out[len(b)-i-2] = r //@fuzz
	}
	return string(out)
}

func FuzzReverse(f *testing.F) {
	f.Add("")
	f.Add("ab")
	f.Fuzz(func(t *testing.T, s string) { reverse(s) })
}
