/** Text in lines that fit, and the size of its letters. */
export interface FittedText {
  readonly lines: readonly string[]
  readonly size: number
}

/** A box, and the sizes of letters that may be used in it, the largest first. */
export interface TextBox {
  readonly width: number
  readonly height: number
  readonly sizes: readonly number[]
}

// Nobody measures letters here: this is what one of a book's typeface takes on average, as a part of its size.
const LETTER_WIDTH = 0.5
const LINE_HEIGHT = 1.15

/** Breaks text into lines in the largest letters with which all of it fits; in the smallest where none does. */
export function fitText(text: string, { width, height, sizes }: TextBox): FittedText {
  const tries = sizes.map((size) => ({ size, lines: wrap(text, width / (size * LETTER_WIDTH)) }))
  const fits = ({ size, lines }: FittedText): boolean =>
    lines.length * size * LINE_HEIGHT <= height && lines.every((line) => line.length * size * LETTER_WIDTH <= width)
  return tries.find(fits) ?? (tries.at(-1) as FittedText)
}

function wrap(text: string, lettersInLine: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && longer.length <= lettersInLine) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
