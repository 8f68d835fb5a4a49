package okay

import "testing"

func TestFine(t *testing.T) {
	defer func() { t.Log("recovered:", recover()) }()
	panic("expected by the test")
}
