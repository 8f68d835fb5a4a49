// Cause: channel
// Stuck: (*agent).runWait
// The status is sent to a loop that ended with the first error.
package kernel

import (
	"errors"
	"testing"
)

type agent struct{ status chan error }

func (a *agent) run() error {
	for err := range a.status {
		if err != nil {
			return err
		}
	}
	return nil
}
func (a *agent) runWait(fail bool) {
	var err error
	if fail {
		err = errors.New("exit 1")
	}
	a.status <- err
}

func TestAgent(t *testing.T) {
	a := &agent{make(chan error)}
	go a.runWait(true)
	go a.runWait(true)
	a.run()
}
