import { ModelDefinitionError } from '../errors/model-errors.ts'

/** What is wrong with declarations, collected, so that an author sees all of it at once. */
export class Problems {
  readonly #messages = new Set<string>()

  /** @param place model and field: `shop.book.price` */
  add(place: string, problem: string): void {
    this.#messages.add(`${place}: ${problem}`)
  }

  /** @throws {ModelDefinitionError} where there are any */
  throwIfAny(): void {
    if (this.#messages.size > 0) throw new ModelDefinitionError([...this.#messages].join('\n'))
  }
}
