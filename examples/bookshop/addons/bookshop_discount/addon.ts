import { BeforeRender, defineAddon } from 'pergola'
import { DiscountShop } from './controllers/shop.ts'
import { sale } from './sale.ts'

export default defineAddon({
  name: 'bookshop_discount',
  version: '1.0.0',
  summary: 'Novels are cheaper for a while',
  depends: ['bookshop'],
  controllers: [DiscountShop],
  views: ['views/*.xml'],
  assets: { 'web.assets_frontend': ['bookshop_discount/static/sale.css'] },
  setup(app) {
    app.subscribe(BeforeRender, ({ values }) => void (values['sale'] = sale))
  },
})
