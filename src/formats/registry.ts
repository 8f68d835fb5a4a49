import { goCrash } from './go/crash.ts'
import { errorStack } from './go/error-stack.ts'
import { gcTrace } from './go/gctrace.ts'
import { lambdaPanic } from './go/lambda-panic.ts'
import { goProfile } from './go/profile.ts'
import { goRace } from './go/race.ts'
import { testOutput } from './go/test-output.ts'
import { initTrace, pacerTrace, scanTrace, scavengerTrace, schedulerTrace } from './go/traces.ts'
import { clojureReport } from './jvm/clojure-report.ts'
import { jvmException } from './jvm/exception.ts'
import { jvmGc } from './jvm/gc/jvm-gc.ts'
import { unsupportedGc } from './jvm/gc/unsupported.ts'
import { gradleFailure } from './jvm/gradle-failure.ts'
import { nativeImageCrash } from './jvm/native-image-crash.ts'
import { openJ9Crash } from './jvm/openj9-crash.ts'
import { jvmTestFailure } from './jvm/test-failure.ts'
import { jvmThreadDump } from './jvm/thread-dump.ts'
import { jvmThreadDumpJson } from './jvm/thread-dump-json.ts'
import { jvmFatalError } from './jvm/vm-crash.ts'
import { jvmFailedStart } from './jvm/vm-start.ts'
import { jvmXmlException } from './jvm/xml-exception.ts'
import { lossNotice } from './loss-notice.ts'
import { oomKill } from './os/oom-kill.ts'
import type { Recogniser } from './recogniser.ts'

/** Every format, in the order it is asked. A new format is one file and one line here. */
export function createRecognisers(): readonly Recogniser[] {
  return [
    goProfile,
    // Its line says `panic` too.
    lambdaPanic,
    goCrash(),
    goRace,
    gcTrace,
    scanTrace,
    initTrace,
    scavengerTrace,
    schedulerTrace,
    pacerTrace,
    testOutput(),
    jvmGc(),
    unsupportedGc(),
    jvmFatalError,
    jvmFailedStart,
    openJ9Crash,
    nativeImageCrash,
    jvmThreadDump,
    jvmThreadDumpJson,
    jvmXmlException,
    jvmTestFailure,
    // Its lines name exceptions too.
    gradleFailure,
    jvmException,
    clojureReport,
    // Begins with words of anybody: whoever knows the line better is asked first.
    errorStack,
    oomKill,
    lossNotice,
  ]
}
