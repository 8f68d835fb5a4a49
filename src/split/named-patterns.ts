/**
 * Patterns for lines that everybody meets, to be used by name. Each carries lines it must take, and what becomes of them;
 * those are tests, and no pattern may take a line of another one, except where `kin` says so.
 */
export interface NamedPattern {
  readonly name: string
  readonly what: string
  readonly pattern: string
  readonly samples: readonly { readonly line: string; readonly fields: Readonly<Record<string, string | null>> }[]
  /** Patterns that take lines of this one too. */
  readonly kin?: readonly string[]
}

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`
const ISO = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?`

export const NAMED_PATTERNS: readonly NamedPattern[] = [
  {
    name: 'nginx',
    what: 'access log of nginx and Apache, combined or common format',
    pattern: String.raw`^(?<ip>\S+) \S+ (?<user>\S+) \[(?<time>[^\]]+)\] "(?:(?<method>[A-Z]+) (?<path>(?:[^"\\]|\\.)*?)(?: (?<protocol>HTTP/[\d.]+))?|(?:[^"\\]|\\.)*)" (?<status>\d{3}) (?<bytes>\d+|-)(?: "(?<referer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)")?`,
    samples: [
      {
        line: '203.0.113.7 - alice [05/Mar/2026:14:07:09 +0000] "GET /cart?id=7 HTTP/1.1" 200 512 "https://shop.example/" "curl/8.5.0"',
        fields: {
          ip: '203.0.113.7',
          user: 'alice',
          time: '05/Mar/2026:14:07:09 +0000',
          method: 'GET',
          path: '/cart?id=7',
          protocol: 'HTTP/1.1',
          status: '200',
          bytes: '512',
          referer: 'https://shop.example/',
          agent: 'curl/8.5.0',
        },
      },
      {
        line: String.raw`198.51.100.2 - - [05/Mar/2026:14:07:10 +0000] "\x16\x03\x01" 400 -`,
        fields: {
          ip: '198.51.100.2',
          user: '-',
          time: '05/Mar/2026:14:07:10 +0000',
          method: null,
          path: null,
          protocol: null,
          status: '400',
          bytes: '-',
          referer: null,
          agent: null,
        },
      },
    ],
  },
  {
    name: 'nginx-error',
    what: 'error log of nginx',
    pattern: String.raw`^(?<time>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}) \[(?<level>[a-z]+)\] (?<pid>\d+)#(?<tid>\d+): (?:\*(?<connection>\d+) )?(?<msg>.*)$`,
    kin: ['go-log'],
    samples: [
      {
        line: '2026/03/05 14:07:09 [error] 31#31: *8 connect() failed (111: Connection refused) while connecting to upstream',
        fields: {
          time: '2026/03/05 14:07:09',
          level: 'error',
          pid: '31',
          tid: '31',
          connection: '8',
          msg: 'connect() failed (111: Connection refused) while connecting to upstream',
        },
      },
    ],
  },
  {
    name: 'log4j',
    what: 'Log4j and Logback: time [thread] LEVEL logger - message',
    pattern: String.raw`^(?<time>(?:${ISO})|\d{2}:\d{2}:\d{2}[.,]\d{3}) \[(?<thread>[^\]]*)\] (?<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(?<logger>\S+) +- (?<msg>.*)$`,
    samples: [
      {
        line: '2026-03-05 14:07:09,123 [main] WARN  com.acme.Cart - stock is low',
        fields: {
          time: '2026-03-05 14:07:09,123',
          thread: 'main',
          level: 'WARN',
          logger: 'com.acme.Cart',
          msg: 'stock is low',
        },
      },
      {
        line: '14:07:09.123 [http-nio-1] ERROR c.a.Cart - boom',
        fields: { time: '14:07:09.123', thread: 'http-nio-1', level: 'ERROR', logger: 'c.a.Cart', msg: 'boom' },
      },
    ],
  },
  {
    name: 'spring',
    what: 'console of Spring Boot',
    pattern: String.raw`^(?<time>${ISO}) +(?<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL|OFF) (?<pid>\d+) --- (?:\[(?<app>[^\]]*)\] )?\[ *(?<thread>[^\]]*)\] (?<logger>\S+) +: (?<msg>.*)$`,
    samples: [
      {
        line: '2026-03-05T14:07:09.123Z  INFO 42 --- [shop] [           main] com.acme.ShopApplication : Started in 2.1 seconds',
        fields: {
          time: '2026-03-05T14:07:09.123Z',
          level: 'INFO',
          pid: '42',
          app: 'shop',
          thread: 'main',
          logger: 'com.acme.ShopApplication',
          msg: 'Started in 2.1 seconds',
        },
      },
      {
        line: '2026-03-05 14:07:09.123  WARN 42 --- [nio-8080-exec-1] c.a.Cart                  : slow',
        fields: {
          time: '2026-03-05 14:07:09.123',
          level: 'WARN',
          pid: '42',
          app: null,
          thread: 'nio-8080-exec-1',
          logger: 'c.a.Cart',
          msg: 'slow',
        },
      },
    ],
  },
  {
    name: 'zap',
    what: 'console encoder of zap: time, level, caller, message and fields between tabs',
    pattern: String.raw`^(?<time>\S+)\t(?<level>debug|info|warn|error|dpanic|panic|fatal|DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL)(?:\t(?<caller>[^\t]+:\d+))?\t(?<msg>[^\t]*)(?:\t(?<fields>\{.*\}))?$`,
    samples: [
      {
        line: '2026-03-05T14:07:09.123Z\tinfo\tcart/cart.go:42\tadded\t{"sku": "A-7", "count": 2}',
        fields: {
          time: '2026-03-05T14:07:09.123Z',
          level: 'info',
          caller: 'cart/cart.go:42',
          msg: 'added',
          fields: '{"sku": "A-7", "count": 2}',
        },
      },
    ],
  },
  {
    name: 'klog',
    what: 'Kubernetes components',
    pattern: String.raw`^(?<level>[IWEF])(?<date>\d{4}) (?<time>\d{2}:\d{2}:\d{2}\.\d{6}) +(?<pid>\d+) (?<file>[^ :]+):(?<lineno>\d+)\] (?<msg>.*)$`,
    samples: [
      {
        line: 'E0305 14:07:09.123456       1 leaderelection.go:330] error retrieving resource lock',
        fields: {
          level: 'E',
          date: '0305',
          time: '14:07:09.123456',
          pid: '1',
          file: 'leaderelection.go',
          lineno: '330',
          msg: 'error retrieving resource lock',
        },
      },
    ],
  },
  {
    name: 'logfmt',
    what: 'logfmt with time, level and msg first, as logrus and slog write it',
    pattern: String.raw`^(?:time|ts)=(?<time>${QUOTED}|\S+) level=(?<level>\w+) (?:(?:source|caller)=(?<caller>${QUOTED}|\S+) )?msg=(?<msg>${QUOTED}|\S*)(?: (?<rest>.*))?$`,
    samples: [
      {
        line: 'time=2026-03-05T14:07:09.123Z level=INFO source=main.go:7 msg="cart added" sku=A-7',
        fields: {
          time: '2026-03-05T14:07:09.123Z',
          level: 'INFO',
          caller: 'main.go:7',
          msg: '"cart added"',
          rest: 'sku=A-7',
        },
      },
      {
        line: 'time="2026-03-05T14:07:09Z" level=warning msg=low',
        fields: { time: '"2026-03-05T14:07:09Z"', level: 'warning', caller: null, msg: 'low', rest: null },
      },
    ],
  },
  {
    name: 'go-log',
    what: 'the standard logger of Go',
    pattern: String.raw`^(?<time>\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{6})?) (?:(?<file>[^\s:]+\.go):(?<lineno>\d+): )?(?<msg>.*)$`,
    samples: [
      {
        line: '2026/03/05 14:07:09 main.go:7: listening on :8080',
        fields: { time: '2026/03/05 14:07:09', file: 'main.go', lineno: '7', msg: 'listening on :8080' },
      },
    ],
  },
  {
    name: 'python',
    what: 'logging of Python: time,ms - logger - LEVEL - message',
    pattern: String.raw`^(?<time>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3}) - (?<logger>\S+) - (?<level>[A-Z]+) - (?<msg>.*)$`,
    samples: [
      {
        line: '2026-03-05 14:07:09,123 - shop.cart - WARNING - stock is low',
        fields: { time: '2026-03-05 14:07:09,123', logger: 'shop.cart', level: 'WARNING', msg: 'stock is low' },
      },
    ],
  },
  {
    name: 'postgres',
    what: 'PostgreSQL with its usual prefix',
    pattern: String.raw`^(?<time>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{3})? [A-Z]{1,5}) \[(?<pid>\d+)\] (?:(?<user>[^\s@]*)@(?<database>\S*) )?(?<level>[A-Z]+[1-5]?): +(?<msg>.*)$`,
    samples: [
      {
        line: '2026-03-05 14:07:09.123 UTC [42] app@shop ERROR:  deadlock detected',
        fields: {
          time: '2026-03-05 14:07:09.123 UTC',
          pid: '42',
          user: 'app',
          database: 'shop',
          level: 'ERROR',
          msg: 'deadlock detected',
        },
      },
    ],
  },
  {
    name: 'syslog',
    what: 'syslog in a file, RFC 3164',
    pattern: String.raw`^(?:<(?<priority>\d{1,3})>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}) (?<host>\S+) (?<program>[^\s:\[]+)(?:\[(?<pid>\d+)\])?: (?<msg>.*)$`,
    samples: [
      {
        line: 'Mar  5 14:07:09 web-1 sshd[812]: Accepted publickey for deploy',
        fields: {
          priority: null,
          time: 'Mar  5 14:07:09',
          host: 'web-1',
          program: 'sshd',
          pid: '812',
          msg: 'Accepted publickey for deploy',
        },
      },
    ],
  },
  {
    name: 'syslog5424',
    what: 'syslog, RFC 5424',
    pattern: String.raw`^<(?<priority>\d{1,3})>1 (?<time>\S+) (?<host>\S+) (?<program>\S+) (?<pid>\S+) (?<id>\S+) (?<data>-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: (?<msg>.*))?$`,
    samples: [
      {
        line: '<165>1 2026-03-05T14:07:09.123Z web-1 shop 812 ID47 [origin@1 ip="10.0.0.1"] started',
        fields: {
          priority: '165',
          time: '2026-03-05T14:07:09.123Z',
          host: 'web-1',
          program: 'shop',
          pid: '812',
          id: 'ID47',
          data: '[origin@1 ip="10.0.0.1"]',
          msg: 'started',
        },
      },
    ],
  },
]
