/**
 * What logs are full of when nothing is wrong: the scan should not stop at any of it. Byte frequencies alone are a poor
 * guide (to them "pan" looks as rare as "nic", but every line of a traced service says "span_id"), so a needle is known
 * by bytes that are rare here. Lines of many kinds, one of each: more of the same would teach nothing. The end is only
 * words that messages are made of.
 */
const LINES = `{"time":"2024-05-17T09:41:36.287Z","level":"info","logger":"http.server","msg":"request completed","trace_id":"\
4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","duration_ms":12.75,"user_id":48213,"status":200,"method":"GET"}
{"severity":"WARNING","message":"It was not possible to commit the offset, it is retried: attempt 3 of 5","labels":{"app":"orders-api","pod":"orders-api-7d9c5bf6d4-x2vlq","namespace":"shop"},"caller":"kafka/consumer.go:412","ts":1715938896.2871}
192.168.10.24 - - [17/May/2024:09:41:36 +0000] "POST /company/program HTTP/1.1" 304 1532 "https://www.example.com/" \
"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
{"level":"debug","ts":"2024-05-17T09:41:36.287Z","caller":"server/middleware.go:88","msg":"session expired, the user has to log in again","request_id":"c0ffee-17"}
ts=2024-05-17T09:41:36.287Z caller=head.go:612 level=info component=tsdb msg="WAL segment loaded" segment=42 maxSegment=57
W0517 09:41:37.224511 1 reflector.go:561] watch of *v1.Pod ended with: too old resource version, starting again from the latest
2024/05/17 09:41:36 main.go:57: listening on :8080, debug server on 127.0.0.1:6060
10.0.3.7 - admin [17/May/2024:23:59:01 +0200] "GET /static/img/logo.png?v=3 HTTP/2.0" 200 0 "-" "curl/8.5.0" rt=0.004 uct="0.001"
2024-05-17 09:41:36,102 WARN [worker-7] com.example.Service: connection to the database failed with an error, retrying in \
5 seconds; debug: running and executing the runtime configuration of category default
I0517 09:41:36.102841 1 controller.go:116] Starting up: expected the pipeline to exit after the process is finished, cannot \
find file or profile for this service, message queue panel started, unexpected exception, exiting, fatality
2024-05-17T09:41:36.287+02:00 INFO 4711 --- [nio-8080-exec-7] o.s.web.servlet.DispatcherServlet : Completed initialization in 1 ms
May 17 09:41:36 host-3 systemd[1]: Started Daily apt download activities. Finished, closed and omitted nothing. session-c2.scope: Deactivated successfully.
May 17 09:41:37 host-3 kernel: [  412.004312] eth0: link is up, 1000 Mbps, full duplex, flow control rx/tx
time="2024-05-17T09:41:36Z" level=debug msg="any user can publish, but the limit of the account is not reached" component=billing elapsed=1.2ms err=<nil>
09:41:36.287 [main] DEBUG org.hibernate.SQL - select u.id, u.name from users u where u.email=? and u.status = 'active' limit 100 offset 20
[2024-05-17 09:41:36] production.INFO: Order #1042 shipped to customer 77 via carrier; amount 129.90 EUR, total=3 items, region=eu-west-1
=== RUN   TestCheckout/empty_cart
--- PASS: TestCheckout/empty_cart (0.01s)
ok  \texample.com/shop/cart\t0.214s\tcoverage: 81.3% of statements
npm warn deprecated glob@7.2.3: versions prior to v9 are no longer supported
added 412 packages, and audited 413 packages in 9s; 61 packages are looking for funding
   Compiling serde v1.0.203 (/home/runner/work/app/target/debug/build)
Downloading https://repo.example.org/maven2/org/slf4j/slf4j-api/2.0.13/slf4j-api-2.0.13.jar (68 kB at 1.1 MB/s)
#12 [build 4/7] RUN go build -trimpath -ldflags="-s -w" -o /out/server ./cmd/server
drwxr-xr-x 5 root root 4096 May 17 09:41 node_modules
Thread pool stats: active=4 idle=12 queue=0 | heap 412M/1024M | GC cycles: 17 | open connections: 238 | p99=18ms
Traffic report for the last minute: 1532 hits, 12 misses, cache ratio 99.2%, latency avg 4 ms max 120 ms; all regions are healthy
worker 3 picked job 88127 (type=thumbnail, priority=low) from the stream and finished it after 340 ms without a retry
PUT /v2/projects/42/items/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 took 31ms -> 204 No Content
`

/** Words that messages are made of. */
const WORDS = `accept access account action active add address admin after again agent alert alive allocate allow already amount append apply archive array assign \
async attach attempt attribute audit authenticate available average await back balance base batch because before begin below between bind block body \
boot branch broker browser bucket buffer build bytes cache calculate call cancel candidate capacity card cart cause certificate chain change channel \
charge check checkout choose chunk class clean clear client clock close cluster code collect column command comment complete compress compute config \
confirm consumer contact container content context control convert cookie copy core count country create credential current customer cycle data date \
deadline decode decrease delay delete delivery deny deploy describe detail detect device direct disable disconnect discover disk dispatch display \
distance document domain done download drain driver drop duplicate duration dynamic edge element email empty enable encode encrypt endpoint engine \
enqueue ensure entity entry environment epoch establish evaluate event evict exact example execute exist expand expect expire explain export extend \
external extract factory fallback family fast feature fetch field filter final find finish first fixed flag flush folder follow force foreign forget \
format forward found frame free frequency fresh function future gateway generate global grant graph group guard handle handshake header health \
heartbeat height help hidden history hold home hook hour house however identity idle ignore image immediate implement import inactive incoming \
increase index initial inner input insert inspect install instance insufficient integer interface internal interval invalid inventory invite invoke \
issue item iterate january join keep kernel known label language large last latency layer leader lease leave left length level library license link \
listen load local locate lock login logout lookup loop lower mail maintenance manager mapping mark master match maximum measure media member memory \
merge message metadata method metric migrate minimum mirror missing mobile mode model modify module monitor mount move multiple name native network \
never next node none normal notify null number object offer office offline often online open operation option order origin other outgoing output over \
owner package page parallel parameter parent parse partition party password path pattern pause payload payment peer pending percent perform period \
permission persist phone place plan platform player plugin point policy poll port position post prefix prepare present prevent previous price primary \
print priority private probe process produce product profile progress project promise property protocol provider proxy public publish pull purchase \
purge push quality query queue quick quota raise random range rate reach ready real reason rebuild receive recent recipient reconnect record recover \
redirect reduce reference refresh refund region register regular reject related release reload remain remote remove render renew repair repeat replace \
replica report repository request require reserve reset resize resolve resource respond response restart restore result retain return reverse review \
revoke rollback root rotate round route rule sample save schedule schema scope score script search second secret section secure select send sensor \
sequence serial server service session setting setup severity shard share shipment short should shutdown sign simple single size skip sleep slot slow \
small snapshot socket sort source space special split stack stage stale standard start state static station statistics still storage store stream \
string submit subscribe success suite supply support suspend switch symbol sync system table target task team template temporary tenant terminate test \
text theme thread threshold throttle ticket time token topic total trace track transaction transfer transform trigger trust turn type unable under \
unique unit unknown until unused update upgrade upload upstream usage user valid value variable vendor verify version video view visible visit volume \
wait wake warm warning watch webhook weight width window within without wrap write wrong yield zone
`

/** The same for the same seed, on every machine. */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

const HEX = '0123456789abcdef'

/** Times, counts and ids differ from line to line: those that stand in the sample are no more to be expected than others. */
function withOtherNumbers(text: string, seed: number): string {
  const next = seeded(seed)
  return text.replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}|\d/g, (number) =>
    number.length === 1 ? String(next(10)) : number.replace(/./g, () => HEX[next(16)]!),
  )
}

/** Lines that differ in their words, too, and words in any order: what a choice is tried on that was made by the sample. */
export function otherOrdinaryText(seed: number): string[] {
  const next = seeded(seed)
  const words = WORDS.trim().split(/\s+/)
  const word = () => words[next(words.length)]! + ENDINGS[next(ENDINGS.length)]!
  const lines = LINES.trimEnd()
    .split('\n')
    .map((line) =>
      Array.from({ length: 40 }, (_, i) =>
        withOtherNumbers(line, seed + i).replace(/\b[a-z]{3,}\b/g, (old) => (next(10) < 3 ? word() : old)),
      ).join('\n'),
    )
  const prose = Array.from({ length: 8 }, () => Array.from({ length: 1_000 }, word).join(' '))
  return [...lines, ...prose]
}

const ENDINGS = ['', '', '', 's', 'ed', 'ing', 'er', 'ion']

/** A line is worth more than a word: what it has around its words is in every line like it. */
export const ORDINARY =
  LINES + [1, 2, 3].map((seed) => LINES + withOtherNumbers(LINES, seed)).join('') + WORDS.replaceAll('\n', ' ')
