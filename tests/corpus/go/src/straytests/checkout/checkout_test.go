package checkout

import (
	"testing"
	"time"
)

func TestOther(t *testing.T) { t.Parallel(); time.Sleep(50 * time.Millisecond) }

func TestNilMap(t *testing.T) {
	t.Parallel()
	time.Sleep(20 * time.Millisecond)
	var stock map[string]int
	stock["a"] = 1
}

func TestWrong(t *testing.T) { t.Errorf("got 3, want 4") }
