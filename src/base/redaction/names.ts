/** Names whose values are secrets, in environments, JSON, key=value text and flags. */

const SECRET_NAME =
  /pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private|credential|auth|session|cookie|dsn|conn(?:ection)?[_-]?str/i

/** Words that merely contain one of those. */
const HARMLESS =
  /tokeni[sz]|authors?(?:$|[^a-z])|authored|authority|passed|passing|passenger|passive|bypass|compass|secretar|goflags|goprivate|sessions$|tokens$/i

export function isSecretName(name: string): boolean {
  return name.length <= 200 && SECRET_NAME.test(name) && !HARMLESS.test(name)
}

/** Names that in running text too are followed by nothing but a secret: `password: hunter2`, but not `token: EOF`. */
const STRONG_NAME =
  /pass(?:word|wd|phrase)|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|credential|dsn$|conn(?:ection)?[_-]?str/i

export function isStrongName(name: string): boolean {
  return STRONG_NAME.test(name)
}
