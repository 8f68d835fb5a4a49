package bank

import (
	"os"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	println("bank: set up")
	code := m.Run()
	println("bank: tear down")
	os.Exit(code)
}

func TestDeposit(t *testing.T) {
	(&Account{}).Deposit(5)
}

func TestSlowOnes(t *testing.T) {
	for _, name := range []string{"north", "south"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wait(t)
		})
	}
}

func wait(t *testing.T) {
	t.Helper()
	time.Sleep(time.Hour) // @sleep
}

func TestQuick(t *testing.T) {}

func BenchmarkLast(b *testing.B) {
	a := &Account{history: []int{1, 2}}
	for i := 0; i < b.N; i++ {
		a.Last(i)
	}
}

func FuzzLast(f *testing.F) {
	f.Add(1)
	f.Add(5)
	f.Fuzz(func(t *testing.T, n int) { (&Account{}).Last(n) })
}
