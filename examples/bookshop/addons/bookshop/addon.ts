import { BeforeRender, defineAddon, NoDatabaseError, type Request } from 'pergola'
import { Cart } from './cart.ts'
import { Browse } from './controllers/browse.ts'
import { Orders } from './controllers/orders.ts'
import { Shop } from './controllers/shop.ts'
import { Author } from './models/author.ts'
import { Book } from './models/book.ts'
import { Category, type Shelf } from './models/category.ts'
import { OrderLine } from './models/order-line.ts'
import { Order } from './models/order.ts'
import { Site } from './resources/site.ts'

export default defineAddon({
  name: 'bookshop',
  version: '1.0.0',
  summary: 'Sells classic books: a catalogue, a page for each book, a cart, orders',
  depends: ['web'],
  controllers: [Shop, Orders, Browse],
  models: [Author, Category, Book, Order, OrderLine],
  data: [
    'security/groups.xml',
    'security/ir.model.access.csv',
    'security/rules.xml',
    'data/settings.xml',
    'data/shop.category.csv',
    'data/shop.author.csv',
    'data/shop.book.csv',
  ],
  demo: ['demo/demo.xml'],
  views: ['views/*.xml'],
  assets: {
    'web.assets_frontend': ['bookshop/static/shop.css', 'bookshop/static/*.css'],
  },
  setup(app) {
    app.addRequestMethod((request) => new Cart(request.session), { name: 'cart', property: true, reify: true })
    app.setRootFactory((request) => new Site(request))
    // The head of every page has the search form.
    app.subscribe(BeforeRender, async ({ request, values }) => void (values['shelf_tree'] = await shelvesFor(request)))
  },
})

/** What the search form offers. Pages of errors may come before there is an environment. */
async function shelvesFor(request: Request): Promise<readonly Shelf[]> {
  try {
    return await request.env['shop.category'].tree()
  } catch (error) {
    if (error instanceof NoDatabaseError) return []
    throw error
  }
}

declare module 'pergola' {
  interface Request {
    /** What this visitor wants to buy. */
    readonly cart: Cart
  }
}
