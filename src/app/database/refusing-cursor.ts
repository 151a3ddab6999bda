import { Cursor } from '../../database/cursor.ts'
import { NoDatabaseError } from '../../errors/framework-errors.ts'

/** The cursor of requests without a user: every query is refused. */
export class RefusingCursor extends Cursor {
  override query(): Promise<never> {
    return Promise.reject(
      new NoDatabaseError(
        "This route has auth: 'none': it cannot ask the database. Use auth: 'public' for routes that do.",
      ),
    )
  }
}
