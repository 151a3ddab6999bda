/** The JavaScript names of template variables in a part of a function. */
export interface Names {
  /** template variable to JavaScript variable */
  readonly own: ReadonlyMap<string, string>
  readonly parent: Names | null
  /** the JavaScript variable with the object of all variables that the template was given, if it was */
  readonly all: string | null
}

/** The source of one JavaScript function while it is written. */
export class JsFunction {
  names: Names
  #output: string
  #lines: string[] = []
  #pending: string[] = []
  /** the text at the end of what is pending */
  #text = ''
  readonly #declared: string[] = []

  constructor(output: string, names: Names) {
    this.#output = output
    this.names = names
    this.#declared.push(`${output} = ''`)
  }

  /** Appends code for a string to the output; neighbours are joined in one statement. */
  print(code: string): void {
    this.#endText()
    this.#pending.push(code)
  }

  /** Appends text to the output; neighbouring texts become one. */
  printText(text: string): void {
    this.#text += text
  }

  #endText(): void {
    if (this.#text !== '') this.#pending.push(JSON.stringify(this.#text))
    this.#text = ''
  }

  /** Writes what is to be printed, so that a statement can follow. */
  flush(): void {
    this.#endText()
    if (this.#pending.length > 0) this.#lines.push(`${this.#output} += ${this.#pending.join(' + ')}`)
    this.#pending = []
  }

  line(code: string): void {
    if (code !== '') this.#lines.push(code)
  }

  declare(name: string): void {
    this.#declared.push(name)
  }

  /** Prints into another variable for a while; gives the one before. */
  enterOutput(name: string): string {
    const outer = this.#output
    this.#output = name
    this.declare(name)
    this.line(`${name} = ''`)
    return outer
  }

  /** Prints into the variable of before again; gives the one of meanwhile. */
  leaveOutput(outer: string): string {
    const inner = this.#output
    this.#output = outer
    return inner
  }

  /** Whether there is a JavaScript variable for a template variable. */
  knows(name: string): boolean {
    return this.#find(name) !== undefined
  }

  /** Code that reads (or is assigned to) a template variable. */
  variable(name: string): string {
    return this.#find(name) ?? 'undefined'
  }

  #find(name: string): string | undefined {
    for (let names: Names | null = this.names; names !== null; names = names.parent) {
      const found = names.own.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Code for an object of all variables, for a callee that is not known. */
  variables(): string {
    const known = new Set<string>()
    for (let names: Names | null = this.names; names !== null; names = names.parent) {
      for (const name of names.own.keys()) known.add(name)
    }
    const { all } = this.names
    const own = Array.from(known, (name) => `${JSON.stringify(name)}: ${this.variable(name)}`)
    return `{ ${['__proto__: null', ...(all === null ? [] : [`...${all}`]), ...own].join(', ')} }`
  }

  /** The body of the function: with its variables, and with the place added to an error. */
  close(): string {
    this.flush()
    return `let at = -1, ${this.#declared.join(', ')}
try {
${this.#lines.join('\n')}
} catch (error) {
throw rendering.fail(error, places, at)
}
return ${this.#output}`
  }
}
