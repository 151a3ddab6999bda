/** Says how far a run is, beside its result. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
}
