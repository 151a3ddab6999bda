/** Writes lines to standard output. */
export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

/** Writes a line for the reader at the terminal, beside the output. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
}
