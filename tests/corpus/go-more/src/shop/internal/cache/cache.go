package cache

import (
	"errors"
	"sync"
)

// Store is what the rest of the shop sees.
type Store interface {
	Get(key string) ([]byte, error)
	Put(key string, value []byte) error
}

type memory struct {
	mu    sync.Mutex
	items map[string][]byte
	stats *stats
}

type stats struct {
	hits, misses int
}

func (m *memory) Get(key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.items[key]
	if !ok {
		m.stats.misses++ // @nilstats
		return nil, errors.New("no such key")
	}
	m.stats.hits++
	return value, nil
}

func (m *memory) Put(key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[key] = append([]byte(nil), value...) // @nilmap
	return nil
}

// Open forgets the map on purpose when kind is "lazy".
func Open(kind string) Store {
	if kind == "lazy" {
		return &memory{stats: &stats{}}
	}
	if kind == "none" {
		var none *memory
		return none
	}
	return &memory{items: map[string][]byte{}}
}
