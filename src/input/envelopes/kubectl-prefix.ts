import { type Envelope, whole } from './envelope.ts'

/** `kubectl logs --prefix`: `[pod/NAME/CONTAINER] `. */
const LINE = /^\[pod\/([^/\]\s]{1,253})\/([^\]\s]{1,253})\](?: |$)/

export const kubectlPrefix: Envelope = {
  id: 'kubectl-prefix',
  samples: [
    { line: '[pod/web-5d9f/app] panic: boom', peeled: whole('panic: boom', 'web-5d9f/app') },
    { line: '[pod/web-5d9f/app] \t/src/app/main.go:12', peeled: whole('\t/src/app/main.go:12', 'web-5d9f/app') },
  ],
  peel(line) {
    if (!line.startsWith('[pod/')) return null
    const [prefix, pod, container] = LINE.exec(line) ?? []
    return prefix === undefined ? null : whole(line.slice(prefix.length), `${pod}/${container}`)
  },
}
