import { evidenceOfNotes } from '../../gc/quotes.ts'
import { gcRule } from './rule.ts'

export const unsupportedLog = gcRule({
  id: 'gc/unsupported-log',
  severity: 'info',
  summary: 'The log holds collections in a format that is recognised and not read.',
  limits: 'OpenJ9 (and IBM J9) and JRockit, by a line that only they print.',
  tell({ timeline }) {
    const notes = timeline.notes.filter(({ sign }) => sign === 'unsupported')
    const [first] = notes
    if (first === undefined) return null
    const dialects = [...new Set(notes.flatMap(({ dialect }) => (dialect === null ? [] : [dialect])))].join(' and ')
    return {
      title: `The GC log of ${dialects} is not supported`,
      explanation: 'Its lines were recognised and not read: no figure here is of them.',
      advice: [
        'Read it with a tool of that virtual machine (OpenJ9: IBM Garbage Collection and Memory Visualizer), or run the program on HotSpot with -Xlog:gc*',
      ],
      confidence: 1,
      evidence: evidenceOfNotes(notes),
      data: { dialects },
    }
  },
})
