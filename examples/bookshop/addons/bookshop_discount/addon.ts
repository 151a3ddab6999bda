import { defineAddon } from 'pergola'
import { DiscountShop } from './controllers/shop.ts'

export default defineAddon({
  name: 'bookshop_discount',
  version: '1.0.0',
  summary: 'Novels are cheaper for a while',
  depends: ['bookshop'],
  controllers: [DiscountShop],
})
