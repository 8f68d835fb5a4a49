package mocked

import (
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
)

type Store interface{ Get(id int) (string, error) }

type service struct{ store Store }

func (s *service) Name(id int) (string, error) {
	return s.store.Get(id)
}

type MockStore struct{ mock.Mock }

func (m *MockStore) Get(id int) (string, error) {
	args := m.Called(id)
	return args.String(0), args.Error(1)
}

func TestName(t *testing.T) {
	store := &MockStore{}
	store.On("Get", 1).Return("one", nil)
	s := &service{store}
	name, err := s.Name(1)
	require.NoError(t, err)
	require.Equal(t, "one", name)
	_, _ = s.Name(2)
}

func TestRequireNil(t *testing.T) {
	var s *service
	require.Panics(t, func() { _, _ = s.Name(1) })
	require.NotNil(t, s, "service")
}
