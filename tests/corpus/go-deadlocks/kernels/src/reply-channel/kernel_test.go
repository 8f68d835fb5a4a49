// Cause: channel
// Stuck: (*registry).resolve
// A channel of channels: the server takes a question, finds an error and leaves without an answer.
package kernel

import "testing"

type question struct {
	name   string
	answer chan string
}
type registry struct{ questions chan question }

func (r *registry) serve(names map[string]string) {
	for q := range r.questions {
		name, ok := names[q.name]
		if !ok {
			return
		}
		q.answer <- name
	}
}
func (r *registry) resolve(name string) string {
	answer := make(chan string)
	r.questions <- question{name, answer}
	return <-answer
}

func TestRegistry(t *testing.T) {
	r := &registry{make(chan question)}
	go r.serve(map[string]string{"a": "10.0.0.1"})
	go func() { r.resolve("a"); r.resolve("b") }()
	go func() { r.resolve("a") }()
}
