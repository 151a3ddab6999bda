import { BeforeRender, defineAddon } from 'pergola'
import { DiscountShop } from './controllers/shop.ts'
import { DiscountedBook } from './models/book.ts'
import { beginSale, sale } from './sale.ts'

export default defineAddon({
  name: 'bookshop_discount',
  version: '1.0.0',
  summary: 'Novels are cheaper for a while',
  depends: ['bookshop'],
  controllers: [DiscountShop],
  models: [DiscountedBook],
  views: ['views/*.xml'],
  assets: { 'web.assets_frontend': ['bookshop_discount/static/sale.css'] },
  hooks: { postInit: beginSale },
  setup(app) {
    app.subscribe(BeforeRender, ({ values }) => void (values['sale'] = sale))
  },
})
