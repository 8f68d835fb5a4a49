// Cause: wait-group
// Stuck: (*directory).lookup
// To answer for a key, the function asks for the same key.
package main

import (
	"golang.org/x/sync/singleflight"
	"stuck.example/stay"
)

type directory struct {
	flight  singleflight.Group
	parents map[string]string
}

//go:noinline
func (d *directory) lookup(name string) (string, error) {
	path, err, _ := d.flight.Do(name, func() (any, error) {
		parent, ok := d.parents[name]
		if !ok {
			return name, nil
		}
		above, err := d.lookup(parent)
		return above + "/" + name, err
	})
	if err != nil {
		return "", err
	}
	return path.(string), nil
}

func main() {
	d := &directory{parents: map[string]string{"a": "b", "b": "a"}}
	go d.lookup("a")
	stay.Here()
}
