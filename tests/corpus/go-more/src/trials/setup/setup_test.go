package setup

import (
	"os"
	"testing"
)

var fixtures map[string]string

func prepare() {
	fixtures["db"] = os.Getenv("DB") //@setup
}

func TestMain(m *testing.M) {
	prepare()
	os.Exit(m.Run())
}

func TestNothing(t *testing.T) {}
