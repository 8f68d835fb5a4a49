// database/sql with fewer connections than users: some query, others wait for a connection.
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"time"
)

type slow struct{}

func (slow) Open(string) (driver.Conn, error)    { return slow{}, nil }
func (slow) Prepare(string) (driver.Stmt, error) { return slow{}, nil }
func (slow) Close() error                        { return nil }
func (slow) Begin() (driver.Tx, error)           { return slow{}, nil }
func (slow) Commit() error                       { return nil }
func (slow) Rollback() error                     { return nil }
func (slow) NumInput() int                       { return -1 }
func (slow) Exec([]driver.Value) (driver.Result, error) {
	time.Sleep(400 * time.Millisecond)
	return driver.RowsAffected(1), nil
}
func (slow) Query([]driver.Value) (driver.Rows, error) { return nil, io.EOF }

type orders struct{ db *sql.DB }

func (o *orders) book(ctx context.Context, id int) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "update orders set booked = true where id = ?", id); err != nil {
		return err
	}
	return tx.Commit()
}

func main() {
	sql.Register("slow", slow{})
	db, _ := sql.Open("slow", "")
	db.SetMaxOpenConns(2)
	o := &orders{db}
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	for id := range 12 {
		go func() {
			for {
				o.book(ctx, id)
			}
		}()
	}
	fmt.Println("ready")
	<-ctx.Done()
}
