package brokenbuild

import "testing"

func TestBroken(t *testing.T) { Broken() }
