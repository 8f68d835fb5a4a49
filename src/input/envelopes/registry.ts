import { ecs, ecsLines, json, slogJson, vector, zap, zerolog } from './app-json.ts'
import { azureCa } from './azure.ts'
import { buildkite } from './buildkite.ts'
import { bulkActions } from './bulk-actions.ts'
import { caret } from './caret.ts'
import { cfTail } from './cf-tail.ts'
import { circleciJson } from './circleci-json.ts'
import { cwCsv, cwJson, cwTail, isoStamp } from './cloudwatch.ts'
import { compose } from './compose.ts'
import { cri } from './cri.ts'
import { dockerJson } from './docker-json.ts'
import { azureDocker, dockerTs, kubectlTs } from './docker-ts.ts'
import { documentLists } from './document-lists.ts'
import type { Envelope } from './envelope.ts'
import { escaped, html } from './flattened.ts'
import { fluentbit, fluentd } from './fluent.ts'
import { fly } from './fly.ts'
import { gcpCli, gcpJson } from './gcp.ts'
import { azureDevops, gha, ghCli } from './gha.ts'
import { gitlab, gitlabSection } from './gitlab.ts'
import { goLog } from './go-log.ts'
import { gotestJson, test2json } from './gotest-json.ts'
import { heroku } from './heroku.ts'
import { hexDump } from './hex-dump.ts'
import { jenkins } from './jenkins.ts'
import { journalExport, journalJson } from './journal-export.ts'
import {
  journalFull,
  journalIso,
  journalMonotonic,
  journalPrecise,
  journalShort,
  journalUnix,
  journalVerbose,
} from './journal-text.ts'
import { jsonExport } from './json-export.ts'
import { jsonStrings } from './json-strings.ts'
import { klog } from './klog.ts'
import { kmsg } from './kmsg.ts'
import { kubectlPrefix } from './kubectl-prefix.ts'
import { lambda } from './lambda.ts'
import { logfmt, slogText } from './logfmt.ts'
import { logcli, lokiJson } from './loki.ts'
import { multilogTai64n, s6Iso } from './multilog.ts'
import { otlp } from './otlp.ts'
import { indent, markdownQuote, padding, unbreakable } from './paste.ts'
import { playback, playgroundJson } from './playground.ts'
import { powershellError } from './powershell-error.ts'
import { jsonPrint, xmlPrint } from './printed-record.ts'
import { sbt } from './sbt.ts'
import { sed } from './sed.ts'
import { syslog3164, syslog5424, syslogOctet } from './syslog.ts'
import { tail } from './tail.ts'
import { teamcity } from './teamcity.ts'
import { ansi, asciicast, typescript } from './terminal.ts'
import { travis } from './travis.ts'
import { vercelJson } from './vercel-json.ts'
import { xmlRecord } from './xml-record.ts'

/**
 * Every envelope, in the order of the vote: the first that enough lines match wins, so the particular stand before the
 * general. Where one grammar has several names, the ones that need a sign from elsewhere stand first.
 */
export const ENVELOPES: readonly Envelope[] = [
  // JSON with keys of its own.
  dockerJson,
  journalJson,
  gotestJson,
  playgroundJson,
  gcpJson,
  cwJson,
  lambda,
  cfTail,
  vercelJson,
  lokiJson,
  circleciJson,
  azureCa,
  fly,
  otlp,
  bulkActions,
  documentLists,
  jsonExport,
  asciicast,
  fluentbit,
  fluentd,
  // Records over many lines, and what such lines become.
  jsonPrint,
  xmlPrint,
  xmlRecord,
  vector,
  ecsLines,
  ecs,
  zap,
  slogJson,
  zerolog,
  hexDump,
  // A time of a particular form.
  cri,
  gitlab,
  heroku,
  ghCli,
  azureDevops,
  gha,
  kubectlTs,
  azureDocker,
  dockerTs,
  logcli,
  journalVerbose,
  journalExport,
  journalPrecise,
  journalShort,
  journalIso,
  journalFull,
  journalUnix,
  journalMonotonic,
  syslogOctet,
  syslog5424,
  syslog3164,
  multilogTai64n,
  s6Iso,
  buildkite,
  cwTail,
  isoStamp,
  cwCsv,
  gcpCli,
  // Names and words.
  kubectlPrefix,
  compose,
  jenkins,
  kmsg,
  klog,
  goLog,
  sbt,
  slogText,
  logfmt,
  markdownQuote,
  indent,
  sed,
  escaped,
  // Whatever JSON is left.
  json,
  padding,
  // Marks on some lines only. Those that contain colour codes stand before `ansi`.
  tail,
  gitlabSection,
  travis,
  teamcity,
  jsonStrings,
  caret,
  typescript,
  powershellError,
  playback,
  test2json,
  html,
  unbreakable,
  ansi,
]
