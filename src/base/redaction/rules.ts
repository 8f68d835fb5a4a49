/**
 * What is taken for a secret by its own looks, in the order in which it is looked for. Every expression runs over
 * hostile text: bounded repetitions, none inside another. `secret` is what is replaced; what stands around it stays.
 */
export interface RedactionRule {
  /** Public: it stands in the placeholder and in the counts. */
  readonly id: string
  /** One of these stands in every text with such a secret, in lower case; the expression is tried on no other. */
  readonly hints: readonly string[]
  readonly pattern: RegExp
}

export const RULES: readonly RedactionRule[] = [
  rule(
    'url-password',
    ['://'],
    /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?<secret>[^\s/?#@:"'<>`]{0,256}:[^\s/?#"'<>`]{1,512})(?=@)/gi,
  ),
  rule(
    'dsn-password',
    ['@tcp', '@unix', '@udp'],
    /(?<=[\w.-]:)(?<secret>[^\s@"'`:]{1,256})(?=@(?:tcp|unix|udp)\d?\()/gi,
  ),
  rule(
    'authorization',
    ['authorization'],
    /(?<=\bauthorization["']?[ \t]{0,3}[:=][ \t]{0,3}\\?["'[]{0,2}[ \t]?(?:(?:bearer|basic|token|negotiate)[ \t]{1,3})?)(?!(?:bearer|basic|token|negotiate|digest|aws4-hmac-sha256)[ \t])(?<secret>[^\s"',;[\]}\\]{1,4000})/gi,
  ),
  rule(
    'authorization',
    ['digest ', 'aws4-hmac-sha256'],
    /(?<=\bauthorization["']?[ \t]{0,3}[:=][ \t]{0,3}\\?["'[]{0,2}(?:digest|aws4-hmac-sha256)[ \t]{1,3})(?<secret>[^\r\n\]}]{1,4000})/gi,
  ),
  rule('bearer-token', ['bearer'], /(?<=\bbearer[ \t]{1,3})(?<secret>[\w.~+/=-]{16,4000})/gi),
  rule(
    'cookie',
    ['cookie'],
    /(?<=\b(?:set-)?cookie["']?[ \t]{0,3}:[ \t]{0,3}\\?["'[]{0,2})(?<secret>[^\s"'\]=;]{1,200}=[^\r\n"'\]]{1,4000})/gi,
  ),
  rule(
    'api-key',
    ['x-api-key'],
    /(?<=\bx-api-key["']?[ \t]{0,3}[:=][ \t]{0,3}\\?["'[]{0,2})(?<secret>[^\s"'\],}\\]{1,400})/gi,
  ),
  rule('jwt', ['eyj'], /\b(?<secret>eyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{0,4000})/g),
  rule('aws-key', ['akia', 'asia'], /\b(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b/g),
  rule(
    'aws-secret',
    ['secret'],
    /(?<=secret[\w .:"'=\\-]{0,40}[^\w/+])(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  ),
  rule('google-key', ['aiza'], /\b(?<secret>AIza[\w-]{35})/g),
  rule('azure-key', ['accountkey='], /(?<=AccountKey=)(?<secret>[^;\s"']{1,400})/gi),
  rule('azure-signature', ['sig='], /(?<=[?&;]sig=)(?<secret>[\w%+/=-]{10,400})/gi),
  rule(
    'github-token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    /\b(?<secret>gh[pousr]_\w{36,255}|github_pat_\w{22,255})/g,
  ),
  rule('gitlab-token', ['glpat-'], /\b(?<secret>glpat-[\w-]{20,255})/g),
  rule('slack-token', ['xox'], /\b(?<secret>xox[abprs]-[\w-]{10,255})/g),
  rule('slack-hook', ['hooks.slack.com'], /(?<=hooks\.slack\.com\/(?:services|workflows)\/)(?<secret>[\w/-]{10,255})/g),
  rule('stripe-key', ['k_live_'], /\b(?<secret>[sr]k_live_\w{10,255})/g),
  rule('npm-token', ['npm_'], /\b(?<secret>npm_\w{36,255})/g),
  rule('pypi-token', ['pypi-'], /\b(?<secret>pypi-[\w-]{16,1024})/g),
]

/** Personal data: only where somebody asked for it, since addresses are often what a diagnosis is about. */
export const PERSONAL: readonly RedactionRule[] = [
  rule('e-mail', ['@'], /\b(?<secret>[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})\b/gi),
  rule(
    'ipv4',
    ['.'],
    /(?<![\w.])(?<secret>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))(?![\w.]*\d)/g,
  ),
  rule(
    'ipv6',
    [':'],
    /(?<![\w:])(?<secret>(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|::1)(?![\w:])/gi,
  ),
]

/** Thirteen to nineteen digits, in groups or not; the check digit decides. */
export const CARD = /(?<![\w.-])(?<secret>\d(?:[ -]?\d){12,18})(?![\w-])/g

function rule(id: string, hints: readonly string[], pattern: RegExp): RedactionRule {
  return { id, hints, pattern }
}
