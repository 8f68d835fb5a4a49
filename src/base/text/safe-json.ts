/** JSON that is safe to look at in a terminal. What it holds is text of a log. */

/** What JSON may hold as it is, beyond ASCII, but that steers a terminal, hides, or turns the reading direction. */
export const UNSAFE =
  /[\x80-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/
const ALL_UNSAFE = new RegExp(`\\x7f|${UNSAFE.source}`, 'g')

/** What JSON.stringify gives, escaped; what JSON does not know is null. Nothing else turns values of a log into JSON. */
export function safeJson(value: unknown, indent?: number): string {
  return escapeUnsafe(JSON.stringify(value, null, indent) ?? 'null')
}

/** They stand inside strings only, where an escape means the same. */
export function escapeUnsafe(json: string): string {
  return json.replace(ALL_UNSAFE, (characters) => {
    let escaped = ''
    for (let i = 0; i < characters.length; i++)
      escaped += `\\u${characters.charCodeAt(i).toString(16).padStart(4, '0')}`
    return escaped
  })
}
