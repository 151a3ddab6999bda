import type { Environment } from 'pergola/models'

/** What is sold at which discount. */
export const sale = { category: 'bookshop.category_fiction_novel', percent: 10 } as const

/** Puts the category of the sale on sale, when the addon is installed. */
export async function beginSale(env: Environment): Promise<void> {
  const category = await env.ref(sale.category, { optional: true })
  if (category === null) return
  const books = await env['shop.book'].search([['category_id', 'child_of', category.ids]])
  await books.write({ discount: sale.percent })
}
