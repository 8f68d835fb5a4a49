/**
 * Names of functions without what compilers, frameworks and virtual machines number anew: what is left is the same in
 * the next build, the next run, and the next call. The tables are the recipe; a change of them is a new version of it.
 */

type Rewrite = readonly [pattern: RegExp, by: string]

const GO: readonly Rewrite[] = [
  // A copy of a dependency inside the repository.
  [/^.*\/vendor\//, ''],
  // Method values, and the closures that `go` and `defer` statements become.
  [/[-·]fm$/, ''],
  [/[.·](?:gowrap|deferwrap)\d{1,9}/g, '.func'],
  // Closures are counted through their function: one more above renames all that follow.
  [/-range\d{1,9}/g, ''],
  [/(?:[.·]func\d{1,9})(?:[.·]\d{1,9})*/g, '.func'],
  [/(?:\.func){2,}/g, '.func'],
  [/\.glob\.\.func/g, '.init.func'],
  [/\.init\.\d{1,9}/g, '.init'],
]

const JVM: readonly Rewrite[] = [
  // Proxies stand for the class they extend.
  [
    /(?:\$\$(?:EnhancerBySpringCGLIB|FastClassBySpringCGLIB|EnhancerByCGLIB|FastClassByCGLIB|EnhancerByGuice|FastClassByGuice|SpringCGLIB|EnhancerByProxool|KeyFactoryByCGLIB)\$\$[\w]{0,40}(?:\$\$[\w]{0,40}){0,2}|\$(?:HibernateProxy|ByteBuddy|MockitoMock|Proxy\$_\$\$|MockK|auxiliary)\$[\w]{0,60}|_\$\$_(?:javassist|jvst|Weld(?:Client|Subclass)?(?:Proxy)?)[\w]{0,40}|\$Proxy\$_\$\$_Weld\w{0,40}|_ClientProxy|_Subclass|_Arc_\w{0,20})/g,
    '',
  ],
  // Hidden and numbered classes.
  [/\$\$Lambda(?:\$\$?\d{1,9})?(?:\/(?:0x)?[0-9a-f]{1,16})?/g, '$$$$Lambda'],
  [/\/0x[0-9a-f]{1,16}/g, ''],
  [/(?:com\.sun\.proxy|jdk\.proxy\d{1,9}|javax\.management)\.\$Proxy/g, '$$Proxy'],
  [/\$Proxy\d{1,9}/g, '$$Proxy'],
  [/\b(Generated(?:Method|Constructor|SerializationConstructor)Accessor)\d{1,9}/g, '$1'],
  [/\b((?:Generated\w{0,60}|SpecificUnsafe\w{0,60}|Lambda)Form(?:\$\w{1,10})?)\/[\w.]{1,40}/g, '$1'],
  // Lambdas, anonymous classes, and what other languages compile closures to.
  [/\blambda\$([\w$]{1,200}?)\$\d{1,9}\b/g, 'lambda$$$1'],
  [/\$lambda[-$]\d{1,9}(?:\$lambda[-$]\d{1,9})*/g, '$$lambda'],
  [/\$\d{1,9}(?=[.$]|$)/g, '$$n'],
  [/(?:\$n){2,}/g, '$$n'],
  [/\$anonfun\$([\w$]{1,200}?)\$(?:n|\d{1,9})(?:\$adapted)?/g, '$$anonfun$$$1'],
  [/\$adapted\b/g, ''],
  [/\b(access\$|fn__|_closure|_jsp__|script|GeneratedIteratorForCodegenStage|GeneratedClass\$?|Script)\d{1,12}/g, '$1'],
  // Kotlin: the type parameter of a value class is hashed into the name.
  [/-(?:[A-Za-z0-9_]{7})(?=$|\.)/g, ''],
]

const known = { go: new Map<string, string>(), jvm: new Map<string, string>() }
const MOST_KNOWN = 50_000

export function stableName(name: string, runtime: 'go' | 'jvm'): string {
  const names = known[runtime]
  let stable = names.get(name)
  if (stable === undefined) {
    stable = rewritten(name.slice(0, LONGEST), runtime)
    if (names.size >= MOST_KNOWN) names.clear()
    names.set(name, stable)
  }
  return stable
}

const LONGEST = 2_000

function rewritten(name: string, runtime: 'go' | 'jvm'): string {
  const bare = runtime === 'go' ? withoutTypeArguments(name) : name
  return (runtime === 'go' ? GO : JVM).reduce((text, [pattern, by]) => text.replace(pattern, by), bare)
}

/** `pkg.Map[go.shape.int,pkg.K[...]].Put` becomes `pkg.Map.Put`: the same code, compiled for other types. */
function withoutTypeArguments(name: string): string {
  if (!name.includes('[')) return name
  let depth = 0
  let bare = ''
  for (const character of name) {
    if (character === '[') depth++
    if (depth === 0) bare += character
    if (character === ']' && depth > 0) depth--
  }
  return bare
}
