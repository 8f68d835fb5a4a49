import type { Frame } from '../../model/stack.ts'

export const PASSES_ON = 'a library that passes panics on'

/**
 * Code that panics on behalf of its caller: loggers with a Panic level, assertion libraries, libraries that carry a
 * panic from another goroutine. The culprit is whoever called them.
 */
const PACKAGES: readonly { readonly path: RegExp; readonly what: string }[] = [
  {
    path: /^(?:go\.uber\.org\/zap|github\.com\/(?:sirupsen\/logrus|rs\/zerolog|apex\/log|golang\/glog|go-kit\/(?:kit\/)?log|hashicorp\/go-hclog|charmbracelet\/log|inconshreveable\/log15|op\/go-logging|cihub\/seelog)|k8s\.io\/klog|log\/slog|log|github\.com\/google\/logger)(?:\/|$)/,
    what: 'a logger',
  },
  {
    path: /^(?:github\.com\/(?:stretchr\/testify|onsi\/(?:gomega|ginkgo)|matryer\/is|frankban\/quicktest|smartystreets\/(?:assertions|goconvey)|google\/go-cmp|shoenig\/test|alecthomas\/assert|go-playground\/assert)|gotest\.tools|gopkg\.in\/check)/,
    what: 'an assertion library',
  },
  {
    path: /^(?:golang\.org\/x\/sync\/(?:errgroup|singleflight)|github\.com\/sourcegraph\/conc)(?:\/|$)/,
    what: PASSES_ON,
  },
  { path: /^k8s\.io\/apimachinery\/pkg\/util\/runtime$/, what: 'a crash handler' },
]

/** `github.com/rs/zerolog@v1.33.0/log.go`: the module and version of a dependency's file. */
const MODULE = /(?:^|\/(?:pkg\/mod|vendor)\/)((?:[^/@]+\/)*[^/@]+)@v[^/]+\//

/**
 * `must(err)`, `assertNotNil(x)`, `panicIf(bad)`: names that only mean "stop here if my caller is wrong". Where a word ends
 * counts: `checkFormat` and `mustache` mean nothing like it.
 */
const HELPER_NAME =
  /^(?:[Mm]ust|[Aa]ssert|[Rr]equire|[Ee]nsure|[Ee]xpect)(?:[A-Z_\d]\w*|f)?(?:\[\.\.\.\])?$|^(?:[Pp]anic|[Ff]atal|[Tt]hrow|[Dd]ie|[Aa]bort|[Ff]ail|[Cc]heck|[Ee]xit|[Bb]ail)(?:f|ln|_?(?:[Ii]f|[Oo]n|[Uu]nless|[Ww]ith|[Ee]rr(?:or)?s?)(?:[A-Z_\d]\w*|f)?)(?:\[\.\.\.\])?$/

/** Packages whose every function stops its caller: `must.Get(open())`. */
const HELPER_PACKAGE = /(?:^|[/_])(?:must|asserts?|assertions?)$/
/** Those whose name may be one of the business too: `check.That(ok)` stops its caller, `check.Run(probe)` may be wrong itself. */
const WORD_PACKAGE = /(?:^|[/_])(?:require|ensure|invariants?|check)$/
const ASSERTION =
  /^(?:That|True|False|Nil|NonNil|No|NoErr|NoError|Err|Error|Must|Equals?|Eq|Not|Always|Never|Sometimes|Unreachable|Holds|Len|Empty|Zero|Panics)(?:f|(?:Nil|Equals?|Eq|Empty|Zero|True|False|Err|Error|Or|If)\w*)?$/

/** What kind of helper a frame is, null when it is code that could be wrong itself. */
export function helperOf(frame: Frame): string | null {
  // An inlined helper carries its caller's name; the file still tells the module.
  const owner = (frame.file === null ? null : MODULE.exec(frame.file)?.[1]) ?? frame.package
  for (const { path, what } of PACKAGES) if (path.test(owner) || path.test(frame.package)) return what
  if (frame.kind !== 'app' && frame.kind !== 'test' && frame.kind !== 'vendor') return null
  const name = frame.function.slice(frame.package.length + 1)
  const bare = name.replace(/^.*\)\./, '').replace(/^[\p{L}_][\p{L}\p{N}_]*\.(?=[\p{L}_])/u, '')
  if (HELPER_NAME.test(bare)) return 'an assertion helper'
  if (frame.kind === 'test' || !/^[A-Z]\w*$/.test(name)) return null
  const isHelper = HELPER_PACKAGE.test(frame.package) || (WORD_PACKAGE.test(frame.package) && ASSERTION.test(name))
  return isHelper ? 'an assertion helper' : null
}
