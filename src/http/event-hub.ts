/** The listeners of one set of addons, as whoever sends events sees them. Source: pyramid.registry.Registry. */
export interface EventHub {
  /** Whether anybody hears events of a class: events that nobody hears need not be made. */
  hears(event: abstract new (...args: never[]) => object): boolean
  /** Sends an event to all who hear it, one after another. */
  notify(event: object): Promise<void>
}
