package mainfail

import (
	"fmt"
	"testing"
)

func TestMain(m *testing.M) {
	setUp()
	m.Run()
}

func setUp() {
	var dsn map[string]string
	dsn["user"] = "x" // @dsn
	fmt.Println(dsn)
}

func TestNothing(t *testing.T) {}
