// Cause: channel-wait-group
// Stuck: (*compressor).Close, (*compressor).pack, (*compressor).write
// Close waits for both stages, and closes the channel between them only then.
package kernel

import (
	"sync"
	"testing"
)

type compressor struct {
	raw, packed chan []byte
	stages      sync.WaitGroup
}

func (c *compressor) pack() {
	defer c.stages.Done()
	for block := range c.raw {
		c.packed <- block[:1]
	}
}
func (c *compressor) write() {
	defer c.stages.Done()
	for range c.packed {
	}
}
func (c *compressor) Close() {
	c.stages.Wait()
	close(c.raw)
	close(c.packed)
}

func TestCompressor(t *testing.T) {
	c := &compressor{raw: make(chan []byte), packed: make(chan []byte)}
	c.stages.Add(3)
	go c.pack()
	go c.pack()
	go c.write()
	c.raw <- []byte("abc")
	c.Close()
}
