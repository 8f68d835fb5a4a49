/** Programs that crash so that something of it gets lost. Each is whole: it is built and run as it stands here. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly loss: string
  readonly source: string
  /** Words that the error must leave behind. */
  readonly message: string
  /** The function that is to blame. */
  readonly culprit: string
  /** How the program is started; `pipe` and `closed` take its output away. */
  readonly place?: 'pipe' | 'closed' | 'process-1'
  readonly needsCgo?: boolean
}

export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'creator-gone',
    title: 'The goroutine to blame has ended',
    loss: 'prepare made the bad value, started the goroutine that trips over it, and returned.',
    message: 'index out of range',
    culprit: 'main.prepare',
    source: `
      package main
      import "time"
      func main() { go prepare(); time.Sleep(time.Second) }
      func prepare() { rows := make([]int, 0); go use(rows) }
      func use(rows []int) { _ = rows[3] }
    `,
  },
  {
    id: 'early-recover',
    title: 'Recovered too early',
    loss: 'A deferred function recovers and logs the value only.',
    message: 'assignment to entry in nil map',
    culprit: 'main.store',
    source: `
      package main
      import ("log"; "os")
      func main() { handle(); os.Exit(1) }
      func handle() { defer func() { if v := recover(); v != nil { log.Println("failed:", v) } }(); store(nil) }
      func store(m map[string]int) { m["a"] = 1 }
    `,
  },
  {
    id: 'cgo',
    title: 'A fault in C code',
    loss: 'The frames of C are not in any Go stack.',
    message: 'SIGSEGV',
    culprit: 'c_broken',
    needsCgo: true,
    source: `
      package main
      /*
      static int c_broken(int *p) { return *p; }
      */
      import "C"
      func main() { call() }
      func call() { C.c_broken(nil) }
    `,
  },
  {
    id: 'exit-in-defer',
    title: 'os.Exit in a deferred function',
    loss: 'The program exits while the panic is under way: it is never printed.',
    message: 'nil pointer dereference',
    culprit: 'main.read',
    source: `
      package main
      import "os"
      type row struct{ n int }
      func main() { defer os.Exit(1); read(nil) }
      func read(r *row) { println(r.n) }
    `,
  },
  {
    id: 'log-fatal',
    title: 'log.Fatal',
    loss: 'It prints its message and exits: no stack, no deferred function.',
    message: 'no such table',
    culprit: 'main.query',
    source: `
      package main
      import "log"
      func main() { query() }
      func query() { log.Fatal("no such table") }
    `,
  },
  {
    id: 'process-1',
    title: 'Process 1 that is told to stop',
    loss: 'The kernel does not let process 1 die of a signal: the runtime exits with 2 and prints nothing.',
    message: 'SIGTERM',
    culprit: 'main.wait',
    place: 'process-1',
    source: `
      package main
      import ("syscall"; "time")
      func main() { wait() }
      func wait() { syscall.Kill(syscall.Getpid(), syscall.SIGTERM); time.Sleep(2 * time.Second) }
    `,
  },
  {
    id: 'closed-stderr',
    title: 'Standard error is closed',
    loss: 'What the runtime prints goes nowhere; the exit code is the same.',
    message: 'boom',
    culprit: 'main.work',
    place: 'closed',
    source: `
      package main
      func main() { work() }
      func work() { panic("boom") }
    `,
  },
  {
    id: 'deep-stack',
    title: 'More than a hundred frames',
    loss: 'The runtime prints the innermost and the outermost fifty; what is between them is cut.',
    message: 'too deep',
    culprit: 'main.middle',
    source: `
      package main
      func main() { down(0) }
      func down(n int) { if n == 80 { middle(n); return }; down(n + 1) }
      func middle(n int) { up(n) }
      func up(n int) { if n == 160 { panic("too deep") }; up(n + 1) }
    `,
  },
  {
    id: 'cut-pipe',
    title: 'A reader that leaves early',
    loss: 'The collector of the log takes the first 1 000 bytes and closes the pipe.',
    message: 'boom',
    culprit: 'main.last',
    place: 'pipe',
    source: `
      package main
      import "time"
      func main() { for i := 0; i < 50; i++ { go func() { select {} }() }; time.Sleep(50 * time.Millisecond); println(string(make([]byte, 980))); last() }
      func last() { panic("boom") }
    `,
  },
  {
    id: 'others',
    title: 'What the other goroutines were doing',
    loss: 'By default only the goroutine that died is printed.',
    message: 'boom',
    culprit: 'main.blocked',
    source: `
      package main
      import "time"
      func main() { c := make(chan int); for i := 0; i < 100; i++ { go blocked(c) }; time.Sleep(50 * time.Millisecond); panic("boom") }
      func blocked(c chan int) { <-c }
    `,
  },
]
