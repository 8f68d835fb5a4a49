// Cause: channel
// Stuck: (*repo).tagsOf
// A pool of one connection: rows are still open when the loop over them asks for another one.
package main

import (
	"database/sql"
	"database/sql/driver"
	"io"

	"stuck.example/stay"
)

type fake struct{}

func (fake) Open(string) (driver.Conn, error)           { return fake{}, nil }
func (fake) Prepare(string) (driver.Stmt, error)        { return fake{}, nil }
func (fake) Close() error                               { return nil }
func (fake) Begin() (driver.Tx, error)                  { return nil, io.EOF }
func (fake) NumInput() int                              { return -1 }
func (fake) Exec([]driver.Value) (driver.Result, error) { return driver.ResultNoRows, nil }
func (fake) Query([]driver.Value) (driver.Rows, error)  { return &rows{left: 3}, nil }

type rows struct{ left int }

func (*rows) Columns() []string { return []string{"id"} }
func (*rows) Close() error      { return nil }
func (r *rows) Next(into []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	into[0] = int64(r.left)
	return nil
}

type repo struct{ db *sql.DB }

//go:noinline
func (r *repo) tagsOf(id int64) error {
	found, err := r.db.Query("select tag from tags where item = ?", id)
	if err != nil {
		return err
	}
	return found.Close()
}

func (r *repo) items() error {
	found, err := r.db.Query("select id from items")
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var id int64
		found.Scan(&id)
		r.tagsOf(id)
	}
	return found.Err()
}

func main() {
	sql.Register("fake", fake{})
	db, _ := sql.Open("fake", "")
	db.SetMaxOpenConns(1)
	r := &repo{db}
	go r.items()
	stay.Here()
}
