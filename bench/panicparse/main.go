// Drives panicparse over a file for the benchmark: scan and aggregate, or scan and print every goroutine as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/maruel/panicparse/v2/stack"
)

func main() {
	file, err := os.Open(os.Args[2])
	if err != nil {
		panic(err)
	}
	var in io.Reader = bufio.NewReaderSize(file, 1<<20)
	opts := stack.DefaultOpts()
	opts.GuessPaths, opts.AnalyzeSources, opts.NameArguments = false, false, false
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	total := 0
	for {
		snapshot, suffix, err := stack.ScanSnapshot(in, io.Discard, opts)
		if snapshot != nil {
			total += len(snapshot.Goroutines)
			if os.Args[1] == "json" {
				for _, goroutine := range snapshot.Goroutines {
					if err := encoder.Encode(goroutine); err != nil {
						panic(err)
					}
				}
			} else {
				fmt.Fprintln(out, len(snapshot.Aggregate(stack.AnyPointer).Buckets))
			}
		}
		if err != nil {
			break
		}
		in = io.MultiReader(newBytes(suffix), in)
	}
	fmt.Fprintln(out, total)
}

type rest struct{ data []byte }

func newBytes(data []byte) io.Reader { return &rest{data} }

func (r *rest) Read(into []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	n := copy(into, r.data)
	r.data = r.data[n:]
	return n, nil
}
