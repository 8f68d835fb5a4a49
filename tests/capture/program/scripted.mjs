// The same as main.go, to the letter of its arguments, where there is no Go: a panic is one that was recorded.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readSync, writeFileSync, writeSync } from 'node:fs'

const [what, first, second, third] = process.argv.slice(2)
const put = (fd, bytes) => {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}
const say = (fd, text) => put(fd, Buffer.from(text))
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

const goroutine = (id) =>
  `goroutine ${id} [select (no cases)]:\nmain.main.func2()\n\t/app/main.go:71 +0xf\ncreated by main.main in goroutine 1\n\t/app/main.go:71 +0x28f\n\n`

function panic(message, goroutines) {
  say(2, `panic: ${message}\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:74 +0x2c5\n\n`)
  for (let id = 2; id < goroutines + 2; id++) say(2, goroutine(id))
  process.exit(2)
}

function pour(fd, size) {
  const part = Buffer.from(
    Array.from({ length: 65_536 }, (_, i) => ((i * 7919) % 61 === 0 ? 10 : 33 + ((i * 31) % 90))),
  )
  const hash = createHash('sha256')
  for (let i = 0; size > 0; i++) {
    part.write(String(i))
    const piece = part.subarray(0, Math.min(size, part.length))
    hash.update(piece)
    put(fd, piece)
    size -= piece.length
  }
  return hash.digest('hex')
}

switch (what) {
  case 'count':
    say(1, `pid=${process.pid};\n`)
    for (let i = 0; i < Number(first); i++) {
      say(1, `seq=${i}\n`)
      say(2, `seq=${i}\n`)
      if (Number(second) > 0) sleep(Number(second))
    }
    break
  case 'exit':
    process.exit(Number(first))
    break
  case 'signal':
    process.kill(process.pid, Number(first))
    setTimeout(() => {}, 1_000)
    break
  case 'pour':
    writeFileSync(third, [pour(1, Number(first) * 2 ** 20), pour(2, Number(second) * 2 ** 20)].join(' '))
    break
  case 'drink': {
    const hash = createHash('sha256')
    const buffer = Buffer.alloc(65_536)
    let size = 0
    for (let count = 1; count > 0; size += count) hash.update(buffer.subarray(0, (count = readSync(0, buffer))))
    say(1, `${size} ${hash.digest('hex')} <nil>\n`)
    break
  }
  case 'line':
    for (let i = 0; i < Number(first); i++) put(2, Buffer.alloc(1_000_000, 'x'))
    say(2, '\n')
    panic('behind', 0)
    break
  case 'panic':
    say(1, `pid=${process.pid};\n`)
    panic('with many goroutines', Number(first))
    break
  case 'hold': {
    const child = spawn('sleep', ['30'], { stdio: ['ignore', 1, 2] })
    say(1, `${child.pid}\n`)
    process.exit(4)
  }
}
