import { describe, expect, test } from 'vitest'
import { CAUSES, CIRCUMSTANCES } from '../../../src/analysis/rules/panic-causes.ts'
import { RULES } from '../../../src/analysis/rules/registry.ts'
import { analyze, type Finding } from '../../../src/index.ts'

/** One crash per row: the text as the runtime prints it, and what must be said about it. */
interface Row {
  readonly name: string
  readonly text: string
  readonly rule: string
  readonly title: string
  readonly data?: Record<string, unknown>
  readonly severity?: Finding['severity']
  /** Rules that speak beside the cause. */
  readonly also?: readonly string[]
}

const STACK = `
goroutine 1 [running]:
example.com/shop/cart.(*Cart).Total(0xc000012018?, {0x4b2a10, 0x3})
	/app/cart/cart.go:42 +0x1d
main.main()
	/app/main.go:9 +0x25
`

const panic = (message: string) => `panic: ${message}\n${STACK}`
const fatal = (message: string) => `fatal error: ${message}\n${STACK}`
const nil = (addr: string, stack = STACK, code = '0x1') =>
  `panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=${code} addr=${addr} pc=0x457ca4]\n${stack}`
const IN = 'in cart.(*Cart).Total'

const ROWS: readonly Row[] = [
  {
    name: 'nil pointer, field',
    text: nil('0x70'),
    rule: 'go/nil-dereference',
    title: `A field 0x70 bytes into a nil pointer was used ${IN}`,
    data: { offset: '0x70', nilReceiver: null },
  },
  {
    name: 'nil receiver',
    text: nil('0x70', STACK.replace('0xc000012018?', '0x0')),
    rule: 'go/nil-dereference',
    title: `A field 0x70 bytes into a nil *Cart was used ${IN}`,
    data: { offset: '0x70', nilReceiver: '*Cart' },
  },
  {
    name: 'a stale zero is no nil receiver',
    text: nil('0x70', STACK.replace('0xc000012018?', '0x0?')),
    rule: 'go/nil-dereference',
    title: `A field 0x70 bytes into a nil pointer was used ${IN}`,
    data: { nilReceiver: null },
  },
  {
    name: 'nil pointer, first field',
    text: nil('0x0'),
    rule: 'go/nil-dereference',
    title: `A nil pointer was dereferenced ${IN}`,
    data: { offset: null },
  },
  {
    name: 'the address means nothing with code 0x80',
    text: nil('0x0', STACK, '0x80'),
    rule: 'go/nil-dereference',
    title: 'A pointer that is no address was used',
    data: { offset: null, address: null },
  },
  {
    name: 'nil map',
    text: panic('assignment to entry in nil map'),
    rule: 'go/nil-map-write',
    title: `A nil map was written ${IN}`,
  },
  {
    name: 'close of nil',
    text: panic('close of nil channel'),
    rule: 'go/close-of-nil-channel',
    title: 'A nil channel was closed',
  },
  {
    name: 'go nil',
    text: fatal('go of nil func value'),
    rule: 'go/nil-function',
    title: 'A goroutine was started with a nil function',
  },
  {
    name: 'value method through nil',
    text: panic('value method main.svc.Val called using nil *svc pointer'),
    rule: 'go/nil-value-receiver',
    title: 'main.svc.Val needs a value and was called through a nil *svc',
  },
  {
    name: 'nil context',
    text: panic('cannot create context from nil parent'),
    rule: 'go/nil-context',
    title: 'A context was derived from a nil context',
  },
  {
    name: 'panic(nil)',
    text: panic('panic called with nil argument (use GODEBUG=panicnil=1 to disable)'),
    rule: 'go/panic-nil',
    title: 'panic(nil) was called',
  },
  {
    name: 'index = length',
    text: panic('runtime error: index out of range [3] with length 3'),
    rule: 'go/index-out-of-range',
    title: `Index 3 of 3 elements was used ${IN}`,
    data: { index: '3', length: '3' },
  },
  {
    name: 'index, empty',
    text: panic('runtime error: index out of range [0] with length 0'),
    rule: 'go/index-out-of-range',
    title: `Element 0 of an empty slice was used ${IN}`,
  },
  {
    name: 'index, negative',
    text: panic('runtime error: index out of range [-1]'),
    rule: 'go/index-out-of-range',
    title: `Index -1 is negative ${IN}`,
  },
  {
    name: 'index, Go 1.12',
    text: panic('runtime error: index out of range'),
    rule: 'go/index-out-of-range',
    title: `An index was out of range ${IN}`,
    data: { index: null, length: null },
  },
  {
    name: 'slice with capacity',
    text: panic('runtime error: slice bounds out of range [:5] with capacity 4'),
    rule: 'go/slice-bounds',
    title: `[:5] was cut from 4 elements ${IN}`,
    data: { expression: ':5', limit: 'capacity', size: '4' },
  },
  {
    name: 'slice the wrong way round',
    text: panic('runtime error: slice bounds out of range [5:3]'),
    rule: 'go/slice-bounds',
    title: `The bounds of [5:3] are the wrong way round ${IN}`,
  },
  {
    name: 'slice to array',
    text: panic('runtime error: cannot convert slice with length 3 to array or pointer to array with length 4'),
    rule: 'go/slice-to-array',
    title: `A slice of 3 was converted to an array of 4 ${IN}`,
  },
  {
    name: 'type assertion',
    text: panic('interface conversion: interface {} is main.cat, not int'),
    rule: 'go/type-assertion',
    title: `A main.cat was asserted to be int ${IN}`,
  },
  {
    name: 'type assertion of nil',
    text: panic('interface conversion: interface {} is nil, not int'),
    rule: 'go/type-assertion',
    title: `A nil interface was asserted to be int ${IN}`,
  },
  {
    name: 'missing method',
    text: panic('interface conversion: main.cat is not main.reader: missing method Read'),
    rule: 'go/type-assertion',
    title: `main.cat is no main.reader: it has no method Read ${IN}`,
  },
  {
    name: 'unhashable',
    text: panic('runtime error: hash of unhashable type []int'),
    rule: 'go/unhashable-key',
    title: `A []int was used as a map key ${IN}`,
  },
  {
    name: 'uncomparable',
    text: panic('runtime error: comparing uncomparable type []int'),
    rule: 'go/uncomparable',
    title: `Two values of type []int were compared ${IN}`,
  },
  {
    name: 'division',
    text: panic('runtime error: integer divide by zero'),
    rule: 'go/divide-by-zero',
    title: `An integer was divided by zero ${IN}`,
  },
  {
    name: 'shift',
    text: panic('runtime error: negative shift amount'),
    rule: 'go/arithmetic',
    title: `A shift by a negative amount ${IN}`,
  },
  {
    name: 'make',
    text: panic('runtime error: makeslice: len out of range'),
    rule: 'go/bad-size',
    title: `A slice of an impossible size was made ${IN}`,
  },
  {
    name: 'iterator',
    text: panic('runtime error: range function continued iteration after function for loop body returned false'),
    rule: 'go/iterator-misuse',
    title: `An iterator called yield again after it had returned false ${IN}`,
  },
  {
    name: 'ticker of zero',
    text: panic('non-positive interval for NewTicker'),
    rule: 'go/bad-argument',
    title: `The library refused an argument ${IN}: non-positive interval for NewTicker`,
  },
  {
    name: 'flag twice',
    text: panic('/app/shop flag redefined: verbose'),
    rule: 'go/registered-twice',
    title: 'Something was registered twice: /app/shop flag redefined: verbose',
  },
  {
    name: 'send on closed',
    text: panic('send on closed channel'),
    rule: 'go/send-on-closed-channel',
    title: `A value was sent to a closed channel ${IN}`,
  },
  {
    name: 'close of closed',
    text: panic('close of closed channel'),
    rule: 'go/close-of-closed-channel',
    title: `A channel was closed for the second time ${IN}`,
  },
  {
    name: 'negative wait group',
    text: panic('sync: negative WaitGroup counter'),
    rule: 'go/negative-wait-group',
    title: `WaitGroup.Done was called more often than Add ${IN}`,
  },
  {
    name: 'wait group reused',
    text: panic('sync: WaitGroup is reused before previous Wait has returned'),
    rule: 'go/wait-group-misuse',
    title: `A WaitGroup was used while others waited for it ${IN}`,
  },
  {
    name: 'unlock',
    text: fatal('sync: unlock of unlocked mutex'),
    rule: 'go/unlock-of-unlocked',
    title: `Unlock was called on a lock that is not held ${IN}`,
  },
  {
    name: 'runlock',
    text: fatal('sync: RUnlock of unlocked RWMutex'),
    rule: 'go/unlock-of-unlocked',
    title: `RUnlock was called on a lock that is not held ${IN}`,
  },
  {
    name: 'map race',
    text: fatal('concurrent map read and map write'),
    rule: 'go/concurrent-map',
    title: `A map was read while another goroutine wrote it ${IN}`,
  },
  {
    name: 'what a sequence raised that somebody pulled at: the caller raised nothing',
    text: `panic: page 2: checksum\n\ngoroutine 1 [running]:\niter.Pull[...].func2()\n\t/usr/local/go/src/iter/iter.go:326 +0xd3\nmain.main()\n\t/app/main.go:27 +0x48\n`,
    rule: 'go/explicit-panic',
    title: 'The program panicked on purpose',
  },
  {
    name: 'a fault below a relay',
    text: `panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\niter.Pull[...].func2()\n\t/usr/local/go/src/iter/iter.go:326 +0xd3\nmain.main()\n\t/app/main.go:27 +0x48\n`,
    rule: 'go/index-out-of-range',
    title: 'Index 3 of 3 elements was used',
  },
  {
    name: 'a cycle through a method that the compiler made',
    text: `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n${'main.(*link).size(0x1?, 0x2)\n\t<autogenerated>:1 +0x2c\nmain.(*dir).size(0x1?, 0x2)\n\t/app/main.go:10 +0x1d\n'.repeat(6)}`,
    rule: 'go/stack-overflow',
    title: 'main.(*dir).size calls itself without end',
  },
  {
    name: 'a cycle whose frames lost some of their names',
    text: `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n${('main.pong(0x1?)\n\t/app/main.go:11 +0x2c\nmain.ping(...)\n\t/app/main.go:10\n'.repeat(4) + '\t/app/main.go:11 +0x2c\n').repeat(3)}`,
    rule: 'go/stack-overflow',
    title: 'main.pong → main.ping call each other without end',
  },
  {
    name: 'C++ said what nobody caught',
    text: `terminate called after throwing an instance of 'std::runtime_error'\n  what():  too many\nSIGABRT: abort\nPC=0x7f32946a8eec m=0 sigcode=18446744073709551610\nsignal arrived during cgo execution\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x5a5a40 [syscall]:\nruntime.cgocall(0x401000, 0xc000058f20)\n\t/go/src/runtime/cgocall.go:167 +0x4b\nmain._Cfunc_boom(0x3)\n\t_cgo_gotypes.go:49 +0x3f\nmain.main()\n\t/app/main.go:9 +0x1d\n`,
    rule: 'go/cgo-fault',
    title: 'C code called abort(), and said "what():  too many", called at /app/main.go:9 in main.main',
  },
  {
    name: 'a log line above says nothing of abort()',
    text: `12:00:01 free slots: 3\nSIGABRT: abort\nPC=0x7f32946a8eec m=0 sigcode=18446744073709551610\n${STACK}`,
    rule: 'go/abort',
    title: 'Something in the process called abort()',
  },
  {
    name: 'bubble',
    text: panic('deadlock: all goroutines in bubble are blocked'),
    rule: 'go/synctest-deadlock',
    title: 'synctest: all goroutines in bubble are blocked',
  },
  {
    name: 'bubble from outside',
    text: fatal('send on synctest channel from outside bubble'),
    rule: 'go/synctest-misuse',
    title: 'synctest: send on synctest channel from outside bubble',
  },
  {
    name: 'one huge allocation',
    text: `runtime: out of memory: cannot allocate 1099511627776-byte block (3932160 in use)\n${fatal('out of memory')}`,
    rule: 'go/out-of-memory',
    title: `One allocation of 1 TiB was asked for ${IN}`,
    data: { kind: 'huge-request', requestedBytes: 1099511627776, inUseBytes: 3932160 },
  },
  {
    name: 'a heap that grew',
    text: `runtime: out of memory: cannot allocate 16777216-byte block (524058624 in use)\n${fatal('out of memory')}`,
    rule: 'go/out-of-memory',
    title: 'The heap had grown to 499.8 MiB when the system gave no more',
    data: { kind: 'grown-heap' },
  },
  {
    name: 'a page file that is full',
    text: 'runtime: VirtualAlloc of 2147483648 bytes failed with errno=1455\nfatal error: runtime: cannot map pages in arena address space\n\nruntime stack:\nruntime.throw(0x50fb52, 0x30)\n\tc:/go/src/runtime/panic.go:566 +0x9c\n',
    rule: 'go/out-of-memory',
    title: 'One allocation of 2 GiB was asked for',
    data: { kind: 'huge-request', requestedBytes: 2147483648 },
  },
  {
    name: 'no address space',
    text: `fatal error: out of memory allocating heap arena map\n\nruntime stack:\nruntime.throw({0x4bfef4?, 0x4b9bf4?})\n\truntime/panic.go:1229 +0x48 fp=0x7ffd914c1a20 sp=0x7ffd914c19f0 pc=0x485da8\nruntime.schedinit()\n\truntime/proc.go:866 +0x35b fp=0x7ffd914c1ad0 sp=0x7ffd914c1a20 pc=0x41a27b\n`,
    rule: 'go/out-of-memory',
    title: 'The runtime got no address space to start with',
    data: { kind: 'before-start' },
  },
  {
    name: 'recursion of two',
    text: `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n${'main.pong(0x1?)\n\t/app/main.go:11 +0x2c\nmain.ping(...)\n\t/app/main.go:10\n'.repeat(6)}`,
    rule: 'go/stack-overflow',
    title: 'main.pong → main.ping call each other without end',
    data: { cycle: ['main.pong', 'main.ping'] },
  },
  {
    name: 'recursion through String',
    text: `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n${'fmt.Sprintf({0x1, 0x2}, {0x3, 0x1, 0x1})\n\t/go/src/fmt/print.go:240 +0x2c\nmain.user.String({0x1, 0x2})\n\t/app/main.go:10 +0x9\n'.repeat(6)}`,
    rule: 'go/stack-overflow',
    title: 'fmt.Sprintf → main.user.String call each other without end',
  },
  {
    name: 'threads',
    text: `runtime: program exceeds 10000-thread limit\n${fatal('thread exhaustion')}`,
    rule: 'go/thread-exhaustion',
    title: 'The program has more than 10000 threads',
  },
  {
    name: 'bad address',
    text: `unexpected fault address 0x12345678\nfatal error: fault\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x12345678 pc=0x4ad94f]\n${STACK}`,
    rule: 'go/memory-fault',
    title: `Memory at 0x12345678 was used ${IN}`,
    data: { address: '0x12345678' },
  },
  {
    name: 'checkptr',
    text: fatal('checkptr: misaligned pointer conversion'),
    rule: 'go/checkptr',
    title: `unsafe.Pointer is misused ${IN}: misaligned pointer conversion`,
  },
  {
    name: 'damaged heap',
    text: fatal('found bad pointer in Go heap (incorrect use of unsafe or cgo?)'),
    rule: 'go/heap-corruption',
    title: 'The runtime found its own memory damaged',
  },
  {
    name: 'test timeout',
    text: 'panic: test timed out after 1s\n\trunning tests:\n\t\tTestHang (1s)\n\ngoroutine 7 [running]:\ntesting.(*M).startAlarm.func1()\n\t/go/src/testing/testing.go:2484 +0x394\ncreated by time.goFunc\n\t/go/src/time/sleep.go:215 +0x2d\n\ngoroutine 1 [chan receive]:\ntesting.(*T).Run(0xc000003dc0, {0x4e5f9a?, 0x0?}, 0x4f1a60)\n\t/go/src/testing/testing.go:1859 +0x431\nmain.main()\n\t_testmain.go:47 +0x9b\n\ngoroutine 6 [chan receive]:\nexample.com/shop.TestHang(0xc000003c00)\n\t/app/shop_test.go:12 +0x25\ntesting.tRunner(0xc000003c00, 0x4f1a58)\n\t/go/src/testing/testing.go:1792 +0xf4\ncreated by testing.(*T).Run in goroutine 1\n\t/go/src/testing/testing.go:1851 +0x413\n',
    rule: 'go/test-timeout',
    title: 'TestHang had not ended after 1s and waits for a value from a channel',
    data: { test: 'TestHang', state: 'chan receive', after: '1s' },
    also: ['go/blocked-unproven'],
  },
  {
    name: 'log after test',
    text: panic('Log in goroutine after TestOrder has completed: late'),
    rule: 'go/log-after-test',
    title: 'A goroutine of TestOrder logged after the test had ended',
    data: { test: 'TestOrder' },
  },
  {
    name: 'Goexit of another test',
    text: panic('test executed panic(nil) or runtime.Goexit: subtest may have called FailNow on a parent test'),
    rule: 'go/test-goexit',
    title: 'A test was ended with runtime.Goexit without having failed',
  },
  {
    name: 'goroutine of a test',
    text: 'panic: assignment to entry in nil map\n\ngoroutine 6 [running]:\nexample.com/shop.TestStock.func1()\n\t/app/shop_test.go:16 +0x25\ncreated by example.com/shop.TestStock in goroutine 5\n\t/app/shop_test.go:15 +0x1d\nexit status 2\nFAIL\texample.com/shop\t0.004s\n',
    rule: 'go/nil-map-write',
    title: 'A nil map was written in shop.TestStock.func1',
    also: ['go/test-goroutine-panic'],
  },
  {
    name: 'asleep',
    text: 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/app/main.go:9 +0x25\n',
    rule: 'go/all-goroutines-asleep',
    title: 'The only goroutine waits for something that nobody can do',
    also: ['go/deadlock'],
  },
  {
    name: 'nil, as Go up to 1.6 tells it',
    text: 'panic: runtime error: invalid memory address or nil pointer dereference\n[signal 0xb code=0x1 addr=0x18 pc=0x4eb5fe]\n\ngoroutine 1 [running]:\nmain.load(0x7f2e15920958)\n\t/app/main.go:43 +0x2e\nmain.main()\n\t/app/main.go:9 +0x1d\n',
    rule: 'go/nil-dereference',
    title: 'A field 0x18 bytes into a nil pointer was used in main.load',
  },
  {
    name: 'asleep, without a stack',
    text: 'fatal error: all goroutines are asleep - deadlock!\nexit status 2\n',
    rule: 'go/all-goroutines-asleep',
    title: 'Every goroutine waits, and nobody is left to wake them',
  },
  {
    name: 'an exception in C on Windows',
    text: 'Exception 0xc0000005 0x0 0x18 0x7ff6\nPC=0x7ff6\nsignal arrived during external code execution\n\ngoroutine 1 [syscall]:\nruntime.cgocall(0x4002f60, 0xc8200617b8)\n\tc:/go/src/runtime/cgocall.go:120 +0x11b\nmain._Cfunc_draw(0x1)\n\t_cgo_gotypes.go:40 +0x3c\nmain.main()\n\tc:/app/main.go:9 +0x3c\n',
    rule: 'go/cgo-fault',
    title: 'C code used memory that is not there, called at c:/app/main.go:9 in main.main',
  },
  {
    name: 'a panic without its stack',
    text: 'panic: no stock left\nexit status 2\n',
    rule: 'go/explicit-panic',
    title: 'The program panicked on purpose',
  },
  {
    name: 'Goexit of main',
    text: 'fatal error: no goroutines (main called runtime.Goexit) - deadlock!\nexit status 2\n',
    rule: 'go/all-goroutines-asleep',
    title: 'main called runtime.Goexit and every other goroutine had ended',
  },
  {
    name: 'race',
    text: '==================\nWARNING: DATA RACE\nWrite at 0x00c00001c078 by goroutine 9:\n  main.(*counter).inc()\n      /app/main.go:11 +0x74\n\nPrevious read at 0x00c00001c078 by main goroutine:\n  main.(*counter).get()\n      /app/main.go:12 +0x3e\n\nGoroutine 9 (running) created at:\n  main.main()\n      /app/main.go:21 +0x9d\n==================\n',
    rule: 'go/data-race',
    title: 'Data race: write in main.(*counter).inc, read in main.(*counter).get',
    data: {
      kinds: ['write', 'read'],
      places: ['/app/main.go:11 in main.(*counter).inc', '/app/main.go:12 in main.(*counter).get'],
    },
  },
  {
    name: 'C code',
    text: 'SIGSEGV: segmentation violation\nPC=0x47a1c4 m=0 sigcode=1 addr=0x0\nsignal arrived during cgo execution\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x52a8a0 [syscall]:\nruntime.cgocall(0x47a1b0, 0xc000052718)\n\t/go/src/runtime/cgocall.go:167 +0x4b fp=0xc0000526f0 sp=0xc0000526b8 pc=0x46e0ab\nmain._Cfunc_crash()\n\t_cgo_gotypes.go:45 +0x3f fp=0xc000052718 sp=0xc0000526f0 pc=0x479b9f\nmain.main()\n\t/app/main.go:9 +0x25 fp=0xc000052740 sp=0xc000052718 pc=0x479c25\n\nrax    0x0\nrbx    0x1\nrcx    0x2\nrdx    0x3\nrip    0x47a1c4\n',
    rule: 'go/cgo-fault',
    title: 'C code used memory that is not there, called at /app/main.go:9 in main.main',
  },
  {
    name: 'SIGQUIT',
    text: 'SIGQUIT: quit\nPC=0x46a503 m=0 sigcode=0\n\ngoroutine 1 [sleep]:\ntime.Sleep(0x77359400)\n\t/go/src/runtime/time.go:195 +0x135\nmain.main()\n\t/app/main.go:9 +0x25\n\nrax    0x0\nrbx    0x1\nrcx    0x2\nrdx    0x3\nrip    0x47a1c4\n',
    rule: 'go/dump-requested',
    title: 'SIGQUIT asked for this dump',
    severity: 'info',
  },
  {
    name: 'kill -SEGV',
    text: 'SIGSEGV: segmentation violation\nPC=0x46a503 m=0 sigcode=0 addr=0x3e800001234\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9 +0x25\n\nrax    0x0\nrbx    0x1\nrcx    0x2\nrdx    0x3\nrip    0x47a1c4\n',
    rule: 'go/dump-requested',
    title: 'SIGSEGV was sent by a process, not raised by a fault',
    severity: 'info',
  },
  {
    name: 'fault in the runtime',
    text: `fatal error: unexpected signal during runtime execution\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x8 pc=0x40a1c4]\n${STACK}`,
    rule: 'go/runtime-fault',
    title: 'SIGSEGV inside the runtime',
  },
  ...(
    [
      ['SIGSYS', 'bad system call', 'go/blocked-system-call', 'A system call was refused (seccomp)'],
      ['SIGILL', 'illegal instruction', 'go/illegal-instruction', 'An instruction that this processor does not have'],
      ['SIGABRT', 'abort', 'go/abort', 'Something in the process called abort()'],
      ['SIGBUS', 'bus error', 'go/bus-error', 'A memory mapping had nothing behind it'],
      ['SIGSEGV', 'segmentation violation', 'go/segmentation-fault', 'A memory fault outside of Go code'],
    ] as const
  ).map(
    ([signal, words, rule, title]): Row => ({
      name: signal,
      text: `${signal}: ${words}\nPC=0x46a503 m=0 sigcode=1\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9 +0x25\n\nrax    0x0\nrbx    0x1\nrcx    0x2\nrdx    0x3\nrip    0x47a1c4\n`,
      rule,
      title,
    }),
  ),
  {
    name: 'printing the panic',
    text: fatal('panic while printing panic value: Error method broke'),
    rule: 'go/panic-while-printing',
    title: 'The Error or String method of a panic value panicked',
  },
  ...(
    [
      [
        'accept tcp [::]:80: accept4: too many open files',
        'go/too-many-open-files',
        'No more files or sockets can be opened',
      ],
      ['write /data/x: no space left on device', 'go/disk-full', 'The disk is full'],
      ['listen tcp :8080: bind: address already in use', 'go/address-in-use', 'The port is taken'],
      ['fork/exec /bin/sh: cannot allocate memory', 'go/cannot-allocate', 'The system refused memory to a system call'],
      ['open /etc/shadow: permission denied', 'go/permission-denied', 'The system refused access'],
      ['open config.yaml: no such file or directory', 'go/file-missing', 'A file is not there'],
      [
        'dial tcp 10.0.0.1:5432: connect: connection refused',
        'go/connection-failed',
        'Another machine could not be reached',
      ],
      ['query: context deadline exceeded', 'go/deadline-exceeded', 'A context ended before the work was done'],
    ] as const
  ).map(
    ([message, rule, what]): Row => ({
      name: message,
      text: panic(message),
      rule,
      title: `${what}; cart.(*Cart).Total panics on it`,
    }),
  ),
  {
    name: 'a panic somebody wrote',
    text: panic('unknown currency "XYZ"'),
    rule: 'go/explicit-panic',
    title: 'cart.(*Cart).Total panicked on purpose',
  },
  {
    name: 'a value without a text',
    text: panic('(main.point) 0xc00001c030'),
    rule: 'go/explicit-panic',
    title: 'cart.(*Cart).Total panicked on purpose, with a value of type main.point',
    data: { type: 'main.point' },
  },
  {
    name: 'another text of the runtime',
    text: fatal('schedule: holding locks'),
    rule: 'go/runtime-throw',
    title: 'The runtime gave up: schedule: holding locks',
  },
  {
    name: 'net/http',
    text: '2026/11/23 02:08:39 http: panic serving 127.0.0.1:42676: assignment to entry in nil map\ngoroutine 5 [running]:\nnet/http.(*conn).serve.func1()\n\t/go/src/net/http/server.go:1850 +0xbf\npanic({0x6a1c40?, 0x7a1f20?})\n\t/go/src/runtime/panic.go:787 +0x132\nmain.show({0x7a5b28, 0xc0000c40e0}, 0xc0000d2000)\n\t/app/main.go:16 +0x25\nnet/http.HandlerFunc.ServeHTTP(0x0?, {0x7a5b28?, 0xc0000c40e0?}, 0x0?)\n\t/go/src/net/http/server.go:2294 +0x29\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/go/src/net/http/server.go:3454 +0x485\n',
    rule: 'go/nil-map-write',
    title: 'A nil map was written in main.show',
    severity: 'warning',
    also: ['go/recovered-panic'],
  },
  {
    name: 'a panic on top of a panic',
    text: `panic: assignment to entry in nil map\n\tpanic: rollback: connection closed\n${STACK}`,
    rule: 'go/nil-map-write',
    title: `A nil map was written ${IN}`,
    also: ['go/panic-while-panicking'],
  },
]

async function findings(text: string): Promise<readonly Finding[]> {
  return (await analyze({ name: 'crash.log', bytes: Buffer.from(text) })).findings
}

describe('why it died', () => {
  for (const { name, text, rule, title, data, severity, also } of ROWS) {
    test(name, async () => {
      const found = await findings(text)
      const cause = found.find((finding) => finding.rule === rule)
      expect(found.map((finding) => finding.rule).sort()).toEqual([rule, ...(also ?? [])].sort())
      expect(cause).toMatchObject({
        title,
        severity: severity ?? 'error',
        data: { crash: 'crash-1', count: 1, ...data },
      })
      expect(cause!.advice.length).toBeGreaterThan(0)
      for (const { span, quote } of cause!.evidence) {
        expect(quote).not.toBe('')
        expect(span.endByte).toBeLessThanOrEqual(Buffer.byteLength(text))
      }
    })
  }

  test('the message is quoted as it stands', async () => {
    const [finding] = await findings(panic('send on closed channel'))
    expect(finding!.evidence.map(({ quote }) => quote)).toEqual([
      'send on closed channel',
      'example.com/shop/cart.(*Cart).Total(0xc000012018?, {0x4b2a10, 0x3}) /app/cart/cart.go:42',
    ])
  })

  test('equal crashes are one finding with a count', async () => {
    const found = await findings(`${panic('send on closed channel')}\nrestarting\n\n${panic('send on closed channel')}`)
    expect(found.map(({ rule, data }) => [rule, data.count])).toEqual([['go/send-on-closed-channel', 2]])
  })

  test('a log without a crash has no findings', async () => {
    expect(await findings('INFO starting\nWARN send on closed channel\n')).toEqual([])
  })
})

describe('the table', () => {
  const causes = [...CAUSES, ...CIRCUMSTANCES]

  test('every cause has a row here', () => {
    const rows = new Set(ROWS.flatMap(({ rule, also }) => [rule, ...(also ?? [])]))
    expect(causes.map(({ id }) => id).filter((id) => !rows.has(id))).toEqual([])
  })

  test('ids are unique, and everything is described', () => {
    const ids = RULES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, summary, limits } of RULES) {
      expect(id).toMatch(/^(?:go|jvm|os)\/[a-z]+(?:-[a-z]+)*$/)
      expect(summary, id).toMatch(/^[A-Z].*\.$/)
      expect(limits, id).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe('whom advice speaks of', () => {
  const findingsOf = async (log: string) =>
    (await analyze({ name: 'crash.log', bytes: Buffer.from(log) })).findings.map(({ title, advice }) => ({
      title,
      advice,
    }))

  test('the panic that a value carries, not the one that passed it on', async () => {
    const handler = '\truntime/debug.Stack()\n\t\t/go/src/runtime/debug/stack.go:26 +0x5e\n'
    const raised = '\tpanic({0x1, 0x2})\n\t\t/go/src/runtime/panic.go:860 +0x13a\n'
    const [found] = await findingsOf(
      `panic: panic: runtime error: integer divide by zero\n\tstacktrace:\n\tgoroutine 7 [running]:\n${handler}${raised}\tmain.scale(...)\n\t\t/app/main.go:11\n\t\n\ngoroutine 1 [running]:\ngithub.com/x/pool.(*Pool).Wait(0xc000012018)\n\t/mod/github.com/x/pool@v1.2.3/pool.go:79 +0x30\nmain.main()\n\t/app/main.go:21 +0xf5\n`,
    )
    expect(found).toEqual({
      title: 'An integer was divided by zero in main.scale',
      advice: ['Handle the zero case before /app/main.go:11 in main.scale'],
    })
  })

  test('a value of a library, of which Go prints the address', async () => {
    const [found] = await findingsOf(
      'panic: (*logrus.Entry) 0xc000012230\n\ngoroutine 1 [running]:\ngithub.com/sirupsen/logrus.(*Entry).log(0xc000012230, 0x0, {0x1, 0x2})\n\t/mod/github.com/sirupsen/logrus@v1.10.2/entry.go:353 +0x4a5\nmain.flush(0x1000)\n\t/app/main.go:10 +0x1d\nmain.main()\n\t/app/main.go:18 +0x25\n',
    )
    expect(found!.advice).toEqual([
      'Read what github.com/sirupsen/logrus logged right before: it panics with a value of its own, of which Go prints only the address',
    ])
  })

  test('the function of the program in a recursion through a library', async () => {
    const turn =
      'encoding/json.marshalerEncoder(0xc0, {0x1, 0x2})\n\t/go/src/encoding/json/encode.go:206 +0x2d\nmain.(*Event).MarshalJSON(0xc1)\n\t/app/main.go:14 +0x1d\nmain.encode(...)\n\t/app/main.go:18\n'
    const [found] = await findingsOf(
      `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n${turn.repeat(6)}main.main()\n\t/app/main.go:22 +0x25\n`,
    )
    expect(found!.advice[0]).toContain('recursion at /app/main.go:14')
  })

  test('what C refused, where C itself ended the program', async () => {
    const [found] = await findingsOf(
      'SIGABRT: abort\nPC=0x7f32946a8eec m=0 sigcode=18446744073709551610\nsignal arrived during cgo execution\n\ngoroutine 1 [syscall]:\nruntime.cgocall(0x401000, 0xc000058f20)\n\t/go/src/runtime/cgocall.go:167 +0x4b\nmain._Cfunc_check(0x3)\n\t_cgo_gotypes.go:49 +0x3f\nmain.main()\n\t/app/main.go:9 +0x1d\n',
    )
    expect(found!.advice[0]).toBe(
      'Find what C refused at /app/main.go:9 in main.main: an assertion, free() and std::terminate each say so on stderr right before',
    )
  })

  test('one place where both sides of a race are in it', async () => {
    const side = '  main.(*stats).hit()\n      /app/main.go:10 +0x74\n'
    const [found] = await findingsOf(
      `==================\nWARNING: DATA RACE\nRead at 0x00c00001c078 by goroutine 9:\n${side}\nPrevious write at 0x00c00001c078 by goroutine 8:\n${side}==================\n`,
    )
    expect(found!.advice).toEqual([
      'Guard the place with one mutex, or hand the value over a channel: /app/main.go:10 in main.(*stats).hit',
    ])
  })

  test('no handler where testing itself reports the panic', async () => {
    const log =
      '--- FAIL: FuzzSplit (0.04s)\n    --- FAIL: FuzzSplit (0.00s)\n        testing.go:1927: panic: runtime error: slice bounds out of range [:-1]\n            goroutine 29 [running]:\n            runtime/debug.Stack()\n            \t/go/src/runtime/debug/stack.go:26 +0x9b\n            testing.tRunner.func1()\n            \t/go/src/testing/testing.go:1927 +0x1d0\n            panic({0x63e4a0?, 0x2f52?})\n            \t/go/src/runtime/panic.go:860 +0x13a\n            example.com/shop.split({0x6701e0, 0x1})\n            \t/app/x_test.go:10 +0xbf\n            testing.tRunner(0x2f52390e26c8, 0x2f52391781b0)\n            \t/go/src/testing/testing.go:2036 +0xea\n            created by testing.(*F).Fuzz.func1 in goroutine 21\n            \t/go/src/testing/fuzz.go:328 +0x668\n            \nFAIL\nexit status 1\n'
    expect((await findingsOf(log)).map(({ title }) => title)).toEqual(['[:-1] has a negative bound in shop.split'])
  })
})
