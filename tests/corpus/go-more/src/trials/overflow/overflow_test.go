package overflow

import "testing"

type expr struct{ l, r *expr }

func (e *expr) size() int {
	if e == nil {
		return 0
	}
	return 1 + e.l.size() + e.r.size() //@overflow
}

func TestSize(t *testing.T) {
	e := &expr{}
	e.r = e
	t.Log(e.size())
}
