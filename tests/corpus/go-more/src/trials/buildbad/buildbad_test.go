package buildbad

import "testing"

func TestPanic(t *testing.T) { Panic() }
