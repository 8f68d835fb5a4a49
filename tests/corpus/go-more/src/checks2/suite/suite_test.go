package suite

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
)

type repo struct{ rows map[string]int }

//go:noinline
func (r *repo) add(k string) { r.rows[k]++ } // @add

type RepoSuite struct {
	suite.Suite
	repo *repo
}

func (s *RepoSuite) SetupTest() { s.repo = &repo{} }

func (s *RepoSuite) TestAdd() {
	s.repo.add("x") // @suiteadd
	s.Require().Equal(1, s.repo.rows["x"])
}

func (s *RepoSuite) TestEqual() {
	s.Equal(1, 2, "numbers differ")
}

func TestRepo(t *testing.T) { suite.Run(t, new(RepoSuite)) }

func TestAssert(t *testing.T) {
	assert.Equal(t, "panic: a", "goroutine 1 [running]:\n")
	require.NotPanics(t, func() { (&repo{}).add("y") })
}

func TestMustPanic(t *testing.T) {
	require.PanicsWithValue(t, "boom", func() { (&repo{}).add("y") })
}
