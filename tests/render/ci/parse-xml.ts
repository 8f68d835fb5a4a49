/** Reads the XML that is written here, and refuses everything that XML 1.0 refuses of it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface Draft {
  name: string
  attributes: Record<string, string>
  children: Draft[]
  text: string
}

const TAG = /<(?<close>\/)?(?<name>[\w-]+)(?<attributes>(?: [\w-]+="[^"<]*")*)(?<empty>\/)?>/y
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

export function parseXml(text: string): XmlElement {
  if (!text.startsWith(HEAD)) throw new Error('no XML declaration')
  const bad = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text)
  if (bad !== null) throw new Error(`the character ${bad[0].charCodeAt(0)} is forbidden`)
  const top: Draft = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  for (let at = HEAD.length; at < text.length; ) {
    const next = text.indexOf('<', at)
    const end = next < 0 ? text.length : next
    open.at(-1)!.text += plain(text.slice(at, end))
    if (next < 0) break
    TAG.lastIndex = next
    const groups = TAG.exec(text)?.groups
    if (groups === undefined) throw new Error(`no tag: ${text.slice(next, next + 80)}`)
    at = TAG.lastIndex
    if (groups.close !== undefined) {
      if (open.pop()!.name !== groups.name) throw new Error(`</${groups.name}> closes another`)
      continue
    }
    const pairs = [...groups.attributes!.matchAll(/ ([\w-]+)="([^"]*)"/g)]
    const attributes = Object.fromEntries(pairs.map(([, key, value]) => [key!, plain(value!)]))
    if (Object.keys(attributes).length !== pairs.length) throw new Error('an attribute is given twice')
    const element: Draft = { name: groups.name!, attributes, children: [], text: '' }
    open.at(-1)!.children.push(element)
    if (groups.empty === undefined) open.push(element)
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one whole element')
  return top.children[0]!
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function plain(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)|\]\]>/.test(text)) throw new Error(`not escaped: ${text.slice(0, 80)}`)
  return text.replace(/&(#\d+|\w+);/g, (_, name: string) => NAMED[name] ?? String.fromCodePoint(Number(name.slice(1))))
}
