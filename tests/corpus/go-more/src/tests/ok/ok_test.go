package ok

import "testing"

func TestRecoversPanic(t *testing.T) {
	defer func() { t.Logf("panic: %v (expected)", recover()) }()
	panic("goroutine 7 [running]:")
}

func TestFails(t *testing.T) {
	t.Errorf("got output:\n%s", "panic: from the child\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/child/main.go:9 +0x1d\nexit status 2")
}
