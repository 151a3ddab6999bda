import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { subdomainOf } from './host.ts'
import { bind, outcome, type RuleRow } from './support.test.ts'

describe('subdomains', () => {
  const rules: RuleRow[] = [
    '/',
    ['/', { subdomain: 'kb', endpoint: 'kb' }],
    ['/', { subdomain: '<lang>', endpoint: 'lang' }],
    ['/<int:id>', { subdomain: '<lang>', endpoint: 'page' }],
    ['/<int:id>/', { subdomain: 'v<int:v>', endpoint: 'versioned' }],
  ]
  const cases: [subdomain: string | undefined, path: string, expected: string][] = [
    [undefined, '/', '/'],
    ['kb', '/', 'kb'],
    ['de', '/', 'lang {"lang":"de"}'],
    ['a.b', '/', 'lang {"lang":"a.b"}'],
    // From the static domain, the search comes back to those with placeholders. Domain's variables come first.
    ['kb', '/3', 'page {"lang":"kb","id":3}'],
    ['v2', '/3/', 'versioned {"v":2,"id":3}'],
    ['v2', '/3', '308 http://v2.example.org/3/'],
    ['', '/3', '404'],
  ]
  for (const [subdomain, path, expected] of cases) {
    it(`${subdomain} ${path}`, () => assert.equal(outcome(bind(rules, {}, { subdomain }), path), expected))
  }

  it('have a default', () => {
    const urls = bind(['/', ['/x', { subdomain: '' }]], { defaultSubdomain: 'www' })
    assert.equal(outcome(urls, '/'), '/')
    assert.equal(outcome(urls, '/x'), '404')
    assert.equal(urls.build('/x'), 'http://example.org/x')
    assert.equal(urls.build('/', {}, { forceExternal: true }), 'http://www.example.org/')
  })

  it('ignore hosts', () => assert.equal(outcome(bind([['/', { host: 'x.test', endpoint: 'x' }]]), '/'), 'x'))

  it('take part in redirects by defaults', () => {
    const urls = bind(
      [
        ['/<int:n>', { endpoint: 'a', subdomain: 'x' }],
        ['/', { endpoint: 'a', subdomain: 'y', defaults: { n: 1 } }],
      ],
      {},
      { subdomain: 'x' },
    )
    assert.equal(outcome(urls, '/1'), '308 http://y.example.org/')
  })
})

describe('hosts', () => {
  const rules: RuleRow[] = [
    ['/', { host: 'example.org', endpoint: 'main' }],
    ['/', { host: 'shop.example.org:8080', endpoint: 'shop' }],
    ['/', { host: '<name>.test', endpoint: 'other' }],
    ['/never', {}],
  ]
  const cases: [host: string, path: string, expected: string][] = [
    ['example.org', '/', 'main'],
    ['EXAMPLE.org', '/', 'main'],
    ['example.org:80', '/', '404'],
    ['shop.example.org:8080', '/', 'shop'],
    ['a.b.test', '/', 'other {"name":"a.b"}'],
    ['example.org', '/never', '404'],
  ]
  for (const [host, path, expected] of cases) {
    it(`${host} ${path}`, () => {
      assert.equal(outcome(bind(rules, { hostMatching: true }).map.bind(host), path), expected)
    })
  }

  it('cannot be bound to a subdomain', () => {
    assert.throws(() => bind(rules, { hostMatching: true }, { subdomain: 'x' }), TypeError)
  })

  it('redirect to where they are', () => {
    const urls = bind([['/a/', { host: '<h>' }]], { hostMatching: true }).map.bind('x.test:81')
    assert.equal(outcome(urls, '/a'), '308 http://x.test:81/a/')
  })

  it('are encoded', () => {
    const { map } = bind(['/'])
    assert.equal(map.bind('MÜNCHEN.example:8000').host, 'xn--mnchen-3ya.example:8000')
    for (const host of ['ü/x', 'ü@x', 'ü x', '\u{AD}']) {
      assert.throws(() => map.bind(host), { code: 'ROUTING_BAD_HOST', status: 400 }, host)
    }
  })
})

describe('subdomainOf', () => {
  const cases: [host: string, serverName: string, scheme: string, expected: string | null][] = [
    ['example.org', 'example.org', 'http', ''],
    ['de.Example.org', 'example.org', 'http', 'de'],
    ['a.b.example.org', 'example.org', 'http', 'a.b'],
    ['badexample.org', 'example.org', 'http', null],
    ['other.test', 'example.org', 'http', null],
    ['de.example.org:80', 'example.org', 'http', 'de'],
    ['de.example.org:443', 'example.org', 'http', null],
    ['de.example.org:443', 'example.org', 'https', 'de'],
    ['de.example.org:8080', 'example.org:8080', 'http', 'de'],
  ]
  for (const [host, serverName, scheme, expected] of cases) {
    it(`${host} under ${serverName}, ${scheme}`, () => assert.equal(subdomainOf(host, serverName, scheme), expected))
  }
})
