/** `SIGTERM`. Of our own, so that whoever compiles against the library needs no types of Node's. */
export type SignalName = `SIG${string}`
