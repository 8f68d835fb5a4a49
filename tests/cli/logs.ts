/** Small logs for the command line: what they mean is tested elsewhere. */

export const PANIC = `2024/05/17 09:41:36 listening on :8080
panic: assignment to entry in nil map

goroutine 1 [running]:
shop/orders.(*Index).Put(...)
	/app/orders/index.go:77
main.main()
	/app/main.go:12 +0x1d
exit status 2
`

export const EXCEPTIONS = `2026-11-23T10:15:30.123+01:00 ERROR 7 --- [main] shop.Orders : order 1 failed
java.lang.IllegalStateException: stock for order 1 is negative
	at shop.Stock.reserve(Stock.java:88)
	at shop.Orders.place(Orders.java:54)
2026-11-23T10:15:31.123+01:00 ERROR 7 --- [main] shop.Orders : order 2 failed
java.lang.IllegalStateException: stock for order 2 is negative
	at shop.Stock.reserve(Stock.java:91)
	at shop.Orders.place(Orders.java:54)
Exception in thread "main" java.io.IOException: disk full
	at shop.Disk.write(Disk.java:7)
`

export const NOISE = `2024/05/17 09:41:36 listening on :8080
2024/05/17 09:41:37 GET / 200
`

export const DUMP = `SIGQUIT: quit
PC=0x46e1a1 m=0 sigcode=0

goroutine 1 [chan receive, 4 minutes]:
main.main()
	/app/main.go:9 +0x5a

goroutine 18 [select]:
main.worker()
	/app/worker.go:21 +0x5a
created by main.main in goroutine 1
	/app/main.go:8 +0x3c

goroutine 19 [select]:
main.worker()
	/app/worker.go:21 +0x5a
created by main.main in goroutine 1
	/app/main.go:8 +0x3c

rax    0xca
rbx    0x0
rcx    0x46e1a1
rdx    0x0
rdi    0x5594f8
rsi    0x80
rbp    0x7ffd2c5a3d80
rsp    0x7ffd2c5a3d38
r8     0x0
r9     0x0
r10    0x0
r11    0x286
r12    0x7ffd2c5a3dc8
r13    0x0
r14    0x5591e0
r15    0x0
rip    0x46e1a1
rflags 0x286
cs     0x33
fs     0x0
gs     0x0
`

export const THREAD_DUMP =
  'Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):\n\n"main" #1 prio=5 os_prio=0 tid=0x00007fbc64017f40 nid=0x2db3 runnable\n   java.lang.Thread.State: RUNNABLE\n\tat a.B.c(B.java:1)\n\nJNI global refs: 9, weak refs: 0\n'
