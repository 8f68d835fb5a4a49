package para

import (
	"testing"
	"time"
)

func TestField(t *testing.T) {
	for name, record := range map[string]string{"two": "a,b", "three": "a,b,c", "none": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name != "two" {
				time.Sleep(100 * time.Millisecond)
			}
			if Field(record, 1) == "" {
				t.Error("empty")
			}
			if name == "two" {
				Field(record, 2)
			}
		})
	}
}

func TestOther(t *testing.T) { t.Parallel(); t.Log("fine") }
