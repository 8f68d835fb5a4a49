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
{"level":"info","ts":1715938896.287,"logger":"controller-runtime","caller":"controller/controller.go:227","msg":"Starting workers","controllerGroup":"apps","worker count":8}
{"level":"INFO","time":"2024-05-17T09:41:36.287Z","source":{"function":"main.(handler).serve","file":"/src/internal/handlers/orders.go","line":84},"msg":"handled","bytes_out":1523,"remote":"10.2.0.9:51234"}
{"@timestamp":"2024-05-17T09:41:36.287Z","@version":"1","message":"Tomcat started on port(s): 8080 (http) with context path ''","logger_name":"o.s.b.w.embedded.tomcat.TomcatWebServer","thread_name":"main","level":"INFO","level_value":20000}
{"name":"checkout-service","hostname":"web-1","pid":1723,"level":30,"req":{"method":"GET","url":"/healthz","headers":{"host":"localhost:3000","user-agent":"kube-probe/1.29","accept":"*/*","connection":"close"}},"msg":"request completed","time":1715938896287,"v":0}
{"event":"payment_authorized","customer_id":"cus_9s6XKzkNRiz8i3","currency":"usd","amount_cents":1299,"card_brand":"visa","country":"DE","idempotency_key":"b7f2c0de","retries":0,"success":true,"ip":"203.0.113.7"}
{"insertId":"1a2b3c","resource":{"type":"k8s_container","labels":{"project_id":"shop-prod","cluster_name":"primary","location":"europe-west1","container_name":"frontend"}},"timestamp":"2024-05-17T09:41:36.287Z","severity":"NOTICE","textPayload":"cache warmed in 3.2s"}
{"log":"INFO  [2024-05-17 09:41:36,287] org.eclipse.jetty.server.Server: Started @2817ms\\n","stream":"stdout","time":"2024-05-17T09:41:36.287612345Z"}
2024-05-17T09:41:36.287612345Z stdout F level=info ts=2024-05-17T09:41:36Z caller=compact.go:519 msg="write block" mint=1715932800000 maxt=1715940000000 ulid=01HY duration=1.2s
2024-05-17T09:41:36.287Z  INFO 1 --- [           main] c.e.shop.OrderApplication                : Starting OrderApplication using Java 21.0.3 with PID 1 (/app/classes started by app in /app)
2024-05-17T09:41:36.287Z DEBUG [http-nio-8080-exec-4] org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping - Mapped to com.example.shop.web.CartController#checkout(String)
2024-05-17 09:41:36.287 [HikariPool-1 housekeeper] DEBUG com.zaxxer.hikari.pool.HikariPool - HikariPool-1 - Pool stats (total=10, active=0, idle=10, waiting=0)
2024-05-17 09:41:36,287 INFO org.apache.kafka.clients.consumer.internals.ConsumerCoordinator [Consumer clientId=consumer-1, groupId=orders] Setting offset for partition orders-0 to the committed offset FetchPosition{offset=42, leaderEpoch=0}
[2024-05-17 09:41:36,287] INFO [GroupCoordinator 1]: Stabilized group orders generation 17 (__consumer_offsets-12) with 3 members (kafka.coordinator.group.GroupCoordinator)
09:41:36,287 |-INFO in ch.qos.logback.classic.joran.action.RootLoggerAction - Setting level of ROOT logger to INFO
May 17, 2024 9:41:36 AM org.apache.catalina.core.StandardService startInternal
INFO: Starting service [Tomcat]
17-May-2024 09:41:36.287 INFO [main] org.apache.coyote.AbstractProtocol.start Starting ProtocolHandler ["http-nio-8080"]
2024-05-17 09:41:36.287 UTC [57] LOG:  checkpoint complete: wrote 318 buffers (1.9%); 0 WAL file(s) added, 0 removed, 1 recycled; write=31.813 s, sync=0.004 s, total=31.829 s
2024-05-17 09:41:36.287 UTC [812] shop@orders LOG:  duration: 512.331 ms  statement: SELECT id, status, created_at FROM orders WHERE customer_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 50
2024-05-17T09:41:36.287612Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.37'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.
1:M 17 May 2024 09:41:36.287 * DB saved on disk, background saving started by pid 43, ready to accept connections
1:C 17 May 2024 09:41:36.287 # Configuration loaded; oO0OoO0OoO0Oo Redis is starting, replication buffer limits applied
{"t":{"$date":"2024-05-17T09:41:36.287+00:00"},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection accepted","attr":{"remote":"127.0.0.1:50412","connectionId":17,"connectionCount":3}}
2024-05-17 09:41:36.287 [info] <0.712.0> accepting AMQP connection <0.712.0> (172.18.0.5:41234 -> 172.18.0.3:5672), user 'guest' authenticated and granted access to vhost '/'
[2024-05-17T09:41:36,287][INFO ][o.e.c.m.MetadataCreateIndexService] [node-1] [logs-2024.05.17] creating index, cause [auto(bulk api)], templates [logs], shards [1]/[1]
2024/05/17 09:41:36 [warn] 31#31: *1042 upstream server temporarily disabled while reading response header from upstream, client: 10.0.0.4, server: shop.example.com, request: "GET /api/cart HTTP/1.1", upstream: "http://10.0.1.7:8080/api/cart"
2024/05/17 09:41:36 [notice] 1#1: start worker process 31, using the "epoll" event method, built by gcc 12.2.0
127.0.0.1 - - [17/May/2024:09:41:36 +0000] "GET /assets/application-9f86d081.js HTTP/1.1" 200 48213 "https://shop.example.com/products?page=2&sort=price" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
54.36.148.12 - - [17/May/2024:09:41:36 +0200] "HEAD /robots.txt HTTP/1.1" 301 0 "-" "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)" 0.001 "-"
[17/May/2024 09:41:36] "POST /accounts/login/ HTTP/1.1" 302 0
INFO:     172.17.0.1:51234 - "GET /docs HTTP/1.1" 200 OK
INFO 2024-05-17 09:41:36,287 autoreload Watching for file changes with StatReloader
[2024-05-17 09:41:36 +0000] [7] [INFO] Booting worker with pid: 7, listening at: http://0.0.0.0:8000 (7), using worker: sync
[2024-05-17 09:41:36,287: INFO/MainProcess] Task shop.tasks.send_receipt[2f1c7a5e-7d43-4c77-9c0f-6a3a2b1d0e9f] received; succeeded in 0.0312s: None
DEBUG:urllib3.connectionpool:https://api.example.com:443 "GET /v1/charges?limit=10 HTTP/1.1" 200 None
WARNING:tensorflow:AutoGraph could not transform the function and will run it as-is; epoch 3/10, loss: 0.2314 - accuracy: 0.9132 - val_loss: 0.2786
I, [2024-05-17T09:41:36.287612 #1]  INFO -- : [b7f2c0de] Started GET "/products/17" for 172.18.0.1 at 2024-05-17 09:41:36 +0000
I, [2024-05-17T09:41:36.287612 #1]  INFO -- : [b7f2c0de] Completed 200 OK in 17ms (Views: 9.3ms | ActiveRecord: 2.1ms | Allocations: 4213), rendered products/show.html.erb within layouts/application
[info] 09:41:36.287 request_id=F9mT2b [info] Sent 200 in 312µs, handled by ShopWeb.PageController.index, parameters: %{"locale" => "en"}
info: Microsoft.Hosting.Lifetime[14]
      Now listening on: http://localhost:5000; Application started. Press Ctrl+C to shut down. Hosting environment: Production
dbug: Microsoft.EntityFrameworkCore.Database.Command[20100] Executing DbCommand [Parameters=[@__id_0='?' (DbType = Int32)], CommandType='Text', CommandTimeout='30']
2024-05-17T09:41:36.287612Z  INFO shop::server: listening addr=0.0.0.0:8080 workers=4
[2024-05-17T09:41:36Z INFO  actix_server::builder] starting 4 workers; Tokio runtime found; starting in existing Tokio runtime
time=2024-05-17T09:41:36.287+02:00 level=INFO msg="handler finished" component=scheduler handler=expireCarts removed=17 kept=2031 took=41.2ms
[GIN] 2024/05/17 - 09:41:36 | 200 |     1.204512ms |      172.17.0.1 | GET      "/api/v1/users/48213/orders"
9:41AM INF gateway listening address=:8443 tls=true
I0517 09:41:36.287612       1 leaderelection.go:250] attempting to acquire leader lease kube-system/kube-controller-manager...
I0517 09:41:36.287612       1 shared_informer.go:318] Caches are synced for garbage collector, resync period 30s
E0517 09:41:36.287612       1 reflector.go:147] k8s.io/client-go/informers/factory.go:159: Unable to watch *v1.ConfigMap: the server is currently unavailable, reconnecting with backoff
W0517 09:41:36.287612    1234 kubelet_volumes.go:245] "Cleaned up orphaned pod volumes dir" podUID="6c1f0a2e-9d0b-4f43-8f17-0b7f6f6f2b1e" path="/var/lib/kubelet/pods/volumes"
{"level":"warn","ts":"2024-05-17T09:41:36.287Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"112.3ms","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/leases/\\" limit:500 ","response":"range_response_count:3 size:1243"}
[2024-05-17 09:41:36.287][1][info][upstream] [source/common/upstream/cluster_manager_impl.cc:222] cm init: all clusters initialized
[2024-05-17T09:41:36.287Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 295 25 25 "-" "curl/8.5.0" "c0ffee17" "reviews:9080" "10.244.0.12:9080" outbound|9080||reviews.default.svc.cluster.local
level=debug ts=2024-05-17T09:41:36Z component=querier org_id=fake traceID=4bf92f3577b34da6 latency=fast query_type=range range_type=range length=1h0m0s step=15s duration=12.4ms status=200 throughput=1.2GB total_bytes=14MB
May 17 09:41:36 ip-10-0-3-7 sshd[1042]: Accepted publickey for deploy from 198.51.100.23 port 51234 ssh2: ED25519 SHA256:Zk3mQxT0
May 17 09:41:36 ip-10-0-3-7 sudo:   deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/systemctl restart shop.service
May 17 09:41:36 host-3 CRON[4711]: (root) CMD (test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily ))
May 17 09:41:36 host-3 dockerd[812]: time="2024-05-17T09:41:36.287612345Z" level=info msg="ignoring event" container=4bf92f3577b3 module=libcontainerd namespace=moby topic=/tasks/delete type="*events.TaskDelete"
May 17 09:41:36 host-3 NetworkManager[612]: <info>  [1715938896.2876] dhcp4 (eth0): state changed new lease, address=10.0.3.7, next renewal in 1800 seconds
<30>1 2024-05-17T09:41:36.287612+00:00 web-1 shop 1723 - - worker 4 is idle, taking the next job from the queue
[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.1.0-21-amd64 root=UUID=7c0f ro quiet splash; Memory: 16270032K/16776704K available
[    1.204512] usb 1-1: new high-speed USB device number 2 using xhci_hcd, New USB device found, idVendor=8087, bcdDevice= 0.01
2024-05-17 09:41:36 status half-configured libssl3:amd64 3.0.11-1~deb12u2; upgrade libc-bin:amd64 2.36-9 2.36-10; trigproc man-db:amd64 2.11.2-2 <none>
Get:4 http://deb.debian.org/debian bookworm-updates/main amd64 Packages [13.8 kB]; Setting up ca-certificates (20230311) ... Unpacking openssl, Preparing to unpack .../curl_7.88.1_amd64.deb ...
2024-05-17T09:41:36.2876123Z ##[group]Run actions/checkout@v4; Syncing repository: example/shop, Getting Git version info, Fetching the repository, Determining the checkout info
2024-05-17T09:41:36.2876123Z remote: Enumerating objects: 1042, done. Counting objects: 100% (1042/1042), Compressing objects, Receiving objects, Resolving deltas: 17% (57/335)
Step 4/9 : COPY package.json package-lock.json ./  ---> Using cache  ---> 4bf92f3577b3; Successfully tagged shop:latest; naming to docker.io/library/shop:latest done, exporting layers
go: downloading github.com/prometheus/client_golang v1.19.1; go: added golang.org/x/sync v0.7.0; go: finding module for package
?   	example.com/shop/cmd/server	[no test files]
    checkout_test.go:42: created 3 orders in 1.2ms, expected total is 129.90, the handler answered with status 200
=== NEXT PHASE: integration, 42 of 57 suites are green, 12 pending
[INFO] --- maven-compiler-plugin:3.13.0:compile (default-compile) @ shop-web ---
[INFO] Tests run: 42, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 3.214 s -- in com.example.shop.CartServiceTest; BUILD SUCCESS; Finished at: 2024-05-17T09:41:36Z
> Task :app:compileKotlin UP-TO-DATE; > Task :app:processResources NO-SOURCE; BUILD SUCCESSFUL in 17s; 12 actionable tasks: 3 executed, 9 up-to-date; Daemon will be stopped at the end of the build
npm info run esbuild@0.21.3 postinstall node_modules/esbuild node install.js; npm http fetch GET 200 https://registry.npmjs.org/lodash 312ms (cache revalidated); found 0 vulnerabilities
webpack 5.91.0 compiled successfully in 4213 ms; asset main.9f86d081.js 412 KiB [emitted] [immutable] [minimized] (name: main); modules by path ./src/ 112 KiB
vite v5.2.11 building for production... transforming (1042) src/components/Panel.tsx; rendering chunks; computing gzip size; built in 3.21s
PASS src/components/cart/Cart.test.tsx (5.312 s); Test Suites: 17 passed, 17 total; Snapshots: 4 passed; Ran all test suites; Checkout renders empty cart, applies discounts
tests/test_orders.py::test_create_order[eur] PASSED [ 42%]; collected 112 items; 112 passed, 3 skipped, 2 warnings in 4.21s; rootdir: /app, plugins: cov-5.0.0, asyncio-0.23.6
Collecting requests==2.31.0 (from -r requirements.txt (line 4)); Using cached requests-2.31.0-py3-none-any.whl.metadata (4.6 kB); Installing collected packages: urllib3, idna, certifi
    Finished release [optimized] target(s) in 1m 12s; running 42 tests; test cart::tests::applies_discount ... ok; test result: ok. 42 passed; 0 ignored; 0 measured; 0 filtered out
Terraform will perform the following actions: aws_instance.web: Refreshing state... [id=i-0abc]; Plan: 2 to add, 1 to change, 0 to destroy. Apply complete! Resources: 2 added
TASK [common : Ensure the handlers are installed and enabled] *** changed: [web-1.example.com] => (item={'name': 'nginx', 'state': 'present'}); PLAY RECAP ok=17 changed=3 unreachable=0 skipped=2 rescued=0 ignored=0
deployment.apps/frontend configured; service/frontend unchanged; Waiting for rollout to finish: 1 out of 3 new replicas have been updated; deployment successfully rolled out; pod/frontend-7d9c Running 0/1 ContainerCreating 0 12s
Normal  Scheduled  12s  default-scheduler  Successfully assigned shop/frontend-7d9c to node-3; Normal Pulled kubelet Container image already present on machine; Readiness probe succeeded; Created container app; Started container app
user=48213 session=b7f2c0de action=add_to_cart sku=BK-1042 quantity=2 price=12.99 discount=0.10 warehouse=berlin carrier=dhl shipped=false expanded=true
Handler for /orders expanded 17 companies, stopped 3 timers, mapped 42 pages, wrapped 9 responses, dispatched 120 events, skipped duplicates and shipped 57 parcels to customers
The scheduler handed the span of the company program to another panel; the expanded category was appended to the stack of handled commands and happened without a handshake
GET http://localhost:9200/_cluster/health?pretty [status:200 request:0.003s]; heartbeat ok, standby handler ready, background expansion of the handle table done
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

let ordinary: string | undefined

/** Made when it is first needed: mostly nobody does. A line is worth more than a word: what it has around its words is in every line like it. */
export function ordinaryText(): string {
  ordinary ??= LINES + [1, 2].map((seed) => withOtherNumbers(LINES, seed)).join('') + WORDS.replaceAll('\n', ' ')
  return ordinary
}
