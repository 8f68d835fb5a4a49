package asserts

import (
	"testing"

	"github.com/onsi/gomega"
)

// gomega without a fail handler panics itself.
func TestNoHandler(t *testing.T) {
	gomega.Expect(1).To(gomega.Equal(2)) // @nohandler
}
