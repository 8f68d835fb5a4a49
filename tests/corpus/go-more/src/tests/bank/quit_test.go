package bank

import (
	"os"
	"syscall"
	"testing"
	"time"
)

func TestQuit(t *testing.T) {
	if os.Getenv("BANK_QUIT") == "" {
		t.Skip()
	}
	go func() {
		time.Sleep(50 * time.Millisecond)
		_ = syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	}()
	(&Account{}).Deposit(1)
}
