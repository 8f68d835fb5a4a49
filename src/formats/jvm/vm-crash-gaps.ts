/**
 * What a fatal error report says of itself, and would say otherwise were it whole: how many events follow, how many threads
 * there are, rows that count on. Nothing here is a matter of versions: where a report does not say it, nothing is missed.
 */
const COUNTED = /^[A-Z].{2,60}\((?<count>\d{1,4}) events?\):\s*$/
const EVENT = /^Event: [\d.]{1,16} /
const THREAD_LIST = /^_java_thread_list=0x[0-9a-f]{1,16}, length=(?<count>\d{1,9}), elements=\{/
const JAVA_THREAD = /^(?:=>| {2})0x[0-9a-f]{1,16} JavaThread "/
const REGION = /^\|\s{0,8}\d{1,8}\|/
const BYTES = /^0x(?<row>[0-9a-f]{8,16}): {1,4}[0-9a-f]{2}/
const SECTION = /^-{5,20} {1,4}(?<name>(?:[A-Z] ){2,20}) ?-{5,20}\s*$/
const SECTIONS = ['T H R E A D', 'P R O C E S S', 'S Y S T E M']

export class ReportGaps {
  private events: { readonly title: string; readonly count: number; seen: number } | null = null
  private threads: { readonly count: number; seen: number } | null = null
  private isListing = false
  /** Of the row above, where it was one of the heap's regions, or of bytes in memory. */
  private columns: number | null = null
  private address: bigint | null = null
  private section = -1

  /** What is missing right above this line of the file's sections; null where nothing is known to be. */
  push(text: string): string | null {
    return this.passEvents(text) ?? this.passThreads(text) ?? this.passRows(text) ?? this.passSection(text)
  }

  private passEvents(text: string): string | null {
    const { events } = this
    if (events !== null) {
      if (EVENT.test(text)) {
        events.seen++
        return null
      }
      if (text.trim() !== '') {
        // Behind the events of a collection stands the heap, line by line.
        if (!COUNTED.test(text) && !SECTION.test(text)) return null
      }
      this.events = null
      if (events.seen < events.count) return `${events.seen} of ${events.count} events under ${events.title}`
    }
    const count = COUNTED.exec(text)?.groups?.count
    if (count !== undefined)
      this.events = { title: text.slice(0, text.indexOf('(')).trim(), count: Number(count), seen: 0 }
    return null
  }

  private passThreads(text: string): string | null {
    const count = THREAD_LIST.exec(text)?.groups?.count
    if (count !== undefined) this.threads = { count: Number(count), seen: 0 }
    if (this.threads === null) return null
    if (JAVA_THREAD.test(text)) {
      this.isListing = true
      this.threads.seen++
      return null
    }
    if (!this.isListing || text.trim() !== '') return null
    const { seen, count: all } = this.threads
    this.threads = null
    return seen < all ? `${seen} of ${all} Java threads` : null
  }

  private passRows(text: string): string | null {
    const { columns, address } = this
    const isRegion = REGION.test(text)
    this.columns = isRegion ? text.split('|').length : null
    if (columns !== null && this.columns !== null && columns !== this.columns) return 'a part of a row of the regions'
    const bytes = isRegion ? undefined : BYTES.exec(text)?.groups?.row
    this.address = bytes === undefined ? null : BigInt(`0x${bytes}`)
    if (address === null || this.address === null) return null
    const step = this.address - address
    return step > BYTES_PER_ROW && step < FAR ? `bytes behind 0x${address.toString(16)}` : null
  }

  private passSection(text: string): string | null {
    const name = SECTION.exec(text)?.groups?.name?.trim()
    const at = name === undefined ? -1 : SECTIONS.indexOf(name)
    if (at < 0) return null
    const before = this.section
    this.section = at
    return at > before + 1 ? `the section ${SECTIONS[at - 1]}` : null
  }
}

const BYTES_PER_ROW = 16n
/** Two dumps of memory may follow each other. */
const FAR = 0x400n
