// Cause: channel
// Stuck: (*encoder).run
// The reader of a pipe fails and does not close it; the writer stays.
package kernel

import (
	"encoding/json"
	"io"
	"testing"
)

type encoder struct{ into io.Writer }

func (e *encoder) run() {
	out := json.NewEncoder(e.into)
	for i := 0; i < 10; i++ {
		if out.Encode(i) != nil {
			return
		}
	}
}

func TestEncoder(t *testing.T) {
	read, write := io.Pipe()
	go (&encoder{write}).run()
	var first int
	json.NewDecoder(io.LimitReader(read, 1)).Decode(&first)
}
