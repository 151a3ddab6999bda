/** What platform `Headers` can be made from: an object, pairs, or other `Headers`. */
export type HeadersInput = NonNullable<ConstructorParameters<typeof Headers>[0]>
