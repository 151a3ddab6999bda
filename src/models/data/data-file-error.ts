import { DataFileError } from '../../errors/model-errors.ts'

/** Where in a data file something stands. */
export interface Place {
  /** Below the addon's folder, with the addon's name: `bookshop/data/shop.book.csv`. */
  readonly file: string
  /** Counted from 1; 0 where it is not known. */
  readonly line: number
}

/** An error of a data file, with its place. */
export function dataFileError({ file, line }: Place, message: string, cause?: unknown): DataFileError {
  const place = line > 0 ? `${file}:${line}` : file
  return new DataFileError(`${place}: ${message}`, cause === undefined ? {} : { cause })
}
