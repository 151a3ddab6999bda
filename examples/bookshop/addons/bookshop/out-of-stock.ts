import { UserError } from 'pergola'

/** The shop had it once. There is a view for this error: see `Browse.outOfStock`. */
export class OutOfStock extends UserError {}
