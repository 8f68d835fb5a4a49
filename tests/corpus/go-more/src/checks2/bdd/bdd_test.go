package bdd

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

type robot struct{ arms []int }

//go:noinline
func (r *robot) lift(arm int) int { return r.arms[arm] } // @lift

func TestBDD(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "robots")
}

var _ = Describe("robot", func() {
	Context("without arms", func() {
		It("lifts", func() { Expect((&robot{}).lift(2)).To(Equal(1)) })
		It("compares", func() { Expect(1).To(Equal(2)) })
	})
})
