package bench

import "testing"

type ring struct {
	buf  []int
	head int
}

func (r *ring) push(v int) {
	r.buf[r.head] = v //@bench
	r.head++
}

func BenchmarkRing(b *testing.B) {
	for _, n := range []int{8, 1 << 10} {
		b.Run("size", func(b *testing.B) {
			r := &ring{buf: make([]int, n)}
			for b.Loop() {
				r.push(1)
			}
		})
	}
}
