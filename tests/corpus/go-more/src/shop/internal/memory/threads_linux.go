package memory

import "syscall"

//go:noinline
func block(fd int) {
	var b [1]byte
	_, _ = syscall.Read(fd, b[:]) // @syscallread
}
