import { Controller, defineAddon, route } from 'pergola'
import { folder, table, urls } from './urls-support.test.ts'

table('scheme, host, port and appUrl', {}, [
  [(r) => r.routeUrl('list', {}, { scheme: 'https' }), 'https://example.org/shop'],
  [
    (r) => r.routeUrl('list', {}, { scheme: 'https' }),
    'https://example.org/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { scheme: 'https', port: 8443 }), 'https://example.org:8443/shop'],
  [(r) => r.routeUrl('list', {}, { scheme: 'http', port: 80 }), 'http://example.org/shop'],
  [(r) => r.routeUrl('list', {}, { port: '443' }), 'http://example.org:443/shop'],
  [
    (r) => r.routeUrl('list', {}, { port: 81 }),
    'http://example.org:81/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { host: 'other.org' }), 'http://other.org/shop'],
  [
    (r) => r.routeUrl('list', {}, { host: 'other.org' }),
    'http://other.org:8069/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [
    (r) => r.routeUrl('list', {}, { host: 'other.org:90' }),
    'http://other.org:90/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { host: 'other.org:90', port: 91 }), 'http://other.org:91/shop'],
  [(r) => r.routeUrl('list', {}, { host: 'other.org:90', scheme: 'https' }), 'https://other.org:90/shop'],
  [(r) => r.routeUrl('list', {}, { host: '[::1]:90' }), 'http://[::1]:90/shop'],
  [
    (r) => r.routeUrl('list', {}, { scheme: 'ftp' }),
    'ftp://example.org:8069/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { appUrl: 'https://cdn.org/x' }), 'https://cdn.org/x/shop'],
  [(r) => r.routeUrl('list', {}, { appUrl: '' }), '/shop'],
  [(r) => r.routeUrl('list', {}, { appUrl: '', host: 'ignored' }), '/shop'],
  [(r) => r.routeUrl('list'), 'https://example.org/shop', { encrypted: true }],
  [(r) => r.routeUrl('list'), 'https://example.org/shop', { encrypted: true, headers: { host: 'example.org:443' } }],
  [(r) => r.routeUrl('list', {}, { scheme: 'http' }), 'http://example.org/shop', { encrypted: true }],
])

table('below a base path with a blank', { http: { basePath: '/my shop' } }, [
  [(r) => r.routeUrl('list'), 'http://example.org/my%20shop/shop'],
  [(r) => r.routePath('list'), '/my%20shop/shop'],
  [(r) => r.routeUrl('list', {}, { scheme: 'https' }), 'https://example.org/my%20shop/shop'],
  [(r) => r.resourceUrl({}), 'http://example.org/my%20shop/'],
  [(r) => r.resourcePath({}), '/my%20shop/'],
  [(r) => r.staticPath('urls/static/none.css'), '/my%20shop/urls/static/none.css'],
])

table('behind a proxy', { http: { proxyMode: true } }, [
  [
    (r) => r.routeUrl('list'),
    'https://shop.org/shop',
    { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.org' } },
  ],
  [
    (r) => r.routeUrl('list', {}, { port: 81 }),
    'https://shop.org:81/shop',
    { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.org' } },
  ],
])

class Hosts extends Controller {
  @route('/watch/<id>', { auth: 'none', name: 'video', host: 'video.example.org', buildOnly: true })
  async video(_args: { id: string }) {
    return 'never'
  }

  @route('/port/<id>', { auth: 'none', name: 'port', host: 'p.example.org:8443', buildOnly: true })
  async port(_args: { id: string }) {
    return 'never'
  }

  @route('/maps/<id>', {
    auth: 'none',
    name: 'map',
    host: 'maps.example.org',
    buildOnly: true,
    pregenerator: (request, args, options) => ({
      args: { id: 'm', ...args },
      options: { scheme: 'https', ...options, query: { from: request.path } },
    }),
  })
  async map(_args: { id: string }) {
    return 'never'
  }

  @route('/api/<id>', { auth: 'none', name: 'api', subdomain: 'api' })
  async api(_args: { id: string }) {
    return 'api'
  }

  @route('/here/<id>', { auth: 'none', name: 'here' })
  async here(_args: { id: string }) {
    return 'here'
  }

  @route('/socket/<id>', { auth: 'none', name: 'socket', websocket: true })
  async socket(_args: { id: string }) {
    return 'socket'
  }
}

const hosts = defineAddon({ name: 'hosts', root: folder, controllers: [Hosts] })

table('other hosts', {}, [
  [(r) => r.routeUrl('video', { id: 'a b' }), 'http://video.example.org/watch/a%20b'],
  [(r) => r.routeUrl('video', { id: 1 }), 'https://video.example.org/watch/1', { encrypted: true }],
  [(r) => r.routeUrl('video', { id: 1 }), 'http://video.example.org/watch/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routeUrl('video', { id: 1 }, { scheme: 'https', query: { t: 5 } }), 'https://video.example.org/watch/1?t=5'],
  [(r) => r.routeUrl('port', { id: 1 }), 'http://p.example.org:8443/port/1'],
  // A pregenerator stands before a route elsewhere too, as Pyramid runs both.
  [(r) => r.routeUrl('map', {}), 'https://maps.example.org/maps/m?from=%2Fanything'],
  [(r) => r.routeUrl('map', { id: 7 }, { scheme: 'http' }), 'http://maps.example.org/maps/7?from=%2Fanything'],
  [(r) => r.routePath('map'), 'UrlBuildError: The route map is on another host, maps.example.org: it has no path here and takes no appUrl.'],
  [(r) => r.routeUrl('video', { id: 1 }, { elements: ['a', 'b c'], anchor: 't' }), 'http://video.example.org/watch/1/a/b%20c#t'],
  [(r) => r.routeUrl('video', { id: 1 }, { port: 8080 }), 'http://video.example.org:8080/watch/1'],
  [(r) => r.routeUrl('video', { id: 1 }, { appUrl: 'http://x' }), 'UrlBuildError: The route video is on another host, video.example.org: it has no path here and takes no appUrl.'],
  [(r) => r.routePath('video', { id: 1 }), 'UrlBuildError: The route video is on another host, video.example.org: it has no path here and takes no appUrl.'],
  [(r) => r.routeUrl('here', { id: 1 }), 'http://example.org:8069/here/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routePath('here', { id: 1 }), '/here/1'],
  [(r) => r.routeUrl('api', { id: 1 }), 'http://api.example.org:8069/api/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routeUrl('api', { id: 1 }), 'http://api.example.org/api/1', { headers: { host: 'api.example.org' } }],
  [(r) => r.routeUrl('socket', { id: 1 }), 'ws://example.org/socket/1'],
  [(r) => r.routeUrl('socket', { id: 1 }), 'wss://example.org/socket/1', { encrypted: true }],
], [urls, hosts]) // prettier-ignore
