// Package must stops the program where an error cannot be.
package must

import "fmt"

func NoError(err error) {
	if err != nil {
		panic(fmt.Sprintf("unexpected error: %v", err))
	}
}
