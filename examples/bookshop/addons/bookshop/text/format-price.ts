const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** `10.5` → `€10.50`, for messages; pages have the widget `monetary`. */
export function formatPrice(price: number): string {
  return euros.format(price)
}
