/** The part of cli-progress that is used; the package brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: Readonly<Record<string, unknown>>)
    start(total: number, startValue: number, payload: Readonly<Record<string, string>>): void
    update(value: number, payload: Readonly<Record<string, string>>): void
    stop(): void
  }
  const module: { readonly SingleBar: typeof SingleBar }
  export default module
}
