import type { FrameKind } from '../../model/stack.ts'
import { LIBRARY_PACKAGES, PLATFORM_PACKAGES } from './libraries.ts'

/** The JVM's way of calling, which differs from one call to the next: reflection, method handles, proxies, lambdas. */
const MACHINERY =
  /^(?:sun\.reflect|jdk\.internal\.(?:reflect|vm|misc)|java\.lang\.(?:reflect|invoke))\.|^java\.lang\.VirtualThread\b|(?:^|\.)\$Proxy\d{0,9}\.|\$\$Lambda\b|^_COROUTINE\.|\/0x[0-9a-f]{1,16}\./
const TEST_SOURCE = /(?:Tests?|TestCase|Spec|IT|Suite)\.(?:java|kt|scala|groovy)$/

/** Whose code a Java frame is, told by the name of its class and, for tests, by its file. */
export function frameKind(name: string, file: string | null): FrameKind {
  if (MACHINERY.test(name)) return 'runtime'
  if (startsIn(PLATFORM_PACKAGES, name)) return 'stdlib'
  if (startsIn(LIBRARY_PACKAGES, name)) return 'vendor'
  return file !== null && TEST_SOURCE.test(file) ? 'test' : 'app'
}

/** Whether the name begins with one of these packages, of at most three parts. */
function startsIn(packages: ReadonlySet<string>, name: string): boolean {
  for (let dot = name.indexOf('.'), parts = 0; dot > 0 && parts < 3; dot = name.indexOf('.', dot + 1), parts++)
    if (packages.has(name.slice(0, dot))) return true
  return false
}
