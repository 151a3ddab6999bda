import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RuleSyntaxError } from './errors.ts'
import { EndpointPrefix, RuleTemplate, Subdomain, Submount } from './factories.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule, type RuleFactory } from './rule.ts'

const texts = (factory: RuleFactory): string[] =>
  Array.from(factory.toRules(), (rule) => `${rule.subdomain ?? ''}|${rule.rule}|${String(rule.endpoint)}`)

describe('factories', () => {
  const rules = [new Rule('/', { endpoint: 'index' }), new Rule('/<x>', { endpoint: 'show' })]

  it('Submount', () => {
    assert.deepEqual(texts(new Submount('/blog', rules)), ['|/blog/|index', '|/blog/<x>|show'])
    assert.deepEqual(texts(new Submount('/blog//', rules)), ['|/blog/|index', '|/blog/<x>|show'])
    assert.deepEqual(texts(new Submount('/', rules)), ['|/|index', '|/<x>|show'])
    assert.deepEqual(texts(new Submount('/<lang>', rules)), ['|/<lang>/|index', '|/<lang>/<x>|show'])
  })

  it('Subdomain: the outermost wins', () => {
    assert.deepEqual(texts(new Subdomain('a', [new Subdomain('b', rules)])), ['a|/|index', 'a|/<x>|show'])
  })

  it('EndpointPrefix nests from outside in', () => {
    const nested = new EndpointPrefix('a/', [new EndpointPrefix('b/', rules)])
    assert.deepEqual(texts(nested), ['|/|a/b/index', '|/<x>|a/b/show'])
    const bad = new EndpointPrefix('a', [new Rule('/', { endpoint: 1 }) as unknown as Rule<string>])
    assert.throws(() => texts(bad), TypeError)
  })

  it('RuleTemplate', () => {
    const template = new RuleTemplate([
      new Rule('/$name/${name}s/$$/<int:id>', {
        endpoint: '$name.show',
        subdomain: '$name',
        defaults: { kind: 'a $name', n: 1 },
        methods: ['PUT'],
      }),
    ])
    const [rule] = Array.from(template.apply({ name: 'user' }).toRules())
    assert.equal(rule?.rule, '/user/users/$/<int:id>')
    assert.equal(rule?.endpoint, 'user.show')
    assert.equal(rule?.subdomain, 'user')
    assert.deepEqual(rule?.defaults, { kind: 'a user', n: 1 })
    assert.deepEqual([...(rule?.methods ?? [])], ['PUT'])
    assert.throws(() => template.apply({}), RuleSyntaxError)
    assert.throws(() => template.apply(Object.create({ name: 'x' }) as Record<string, unknown>), RuleSyntaxError)
    assert.throws(() => new RuleTemplate([new Rule('/$-')]).apply({}), { offset: 1 })
    assert.equal(Array.from(new RuleTemplate([new Rule('/$a')]).apply({ a: '$&' }).toRules())[0]?.rule, '/$&')
  })

  it('keep all options', () => {
    const redirectTo = (): string => 'x'
    const options = {
      endpoint: 'e',
      websocket: true,
      mergeSlashes: false,
      strictSlashes: false,
      alias: true,
      buildOnly: true,
      host: 'h',
      redirectTo,
      methods: ['GET'],
      defaults: { a: 1 },
    }
    const nested = new RuleTemplate([
      new Submount('/p', [new Subdomain('s', [new EndpointPrefix('', [new Rule('/r', options)])])]),
    ])
    const [rule] = Array.from(nested.apply({}).toRules())
    assert.deepEqual(rule, new Rule('/p/r', { ...options, subdomain: 's' }))
  })

  it('nest in a map', () => {
    const map = new RoutingMap([new Submount('/a', [new EndpointPrefix('a.', rules)])]).add(new Submount('/b', rules))
    const urls = map.bind('example.org')
    assert.equal(urls.match('/a/1').endpoint, 'a.show')
    assert.equal(urls.build('show', { x: 1 }), '/b/1')
    assert.equal(map.rules.length, 4)
  })
})

describe('Rule', () => {
  it('refuses options that cannot be', () => {
    assert.throws(() => new Rule('/', { methods: 'GET' }), TypeError)
    assert.throws(() => new Rule('/', { methods: ['POST'], websocket: true }), TypeError)
    assert.throws(() => new Rule(1 as unknown as string), TypeError)
  })
  it('can be in several maps', () => {
    const rule = new Rule('/a/', { endpoint: 'a' })
    assert.equal(new RoutingMap([rule]).bind('x').test('/a'), true)
    assert.equal(new RoutingMap([rule], { strictSlashes: false }).bind('x').match('/a').rule, rule)
  })
  it('can be copied with changes', () => {
    const rule = new Rule('/a', { endpoint: 'a', methods: ['GET'] }).with({ endpoint: 'b' })
    assert.equal(rule.endpoint, 'b')
    assert.equal(rule.methods?.has('HEAD'), true)
    assert.equal(String(rule), '/a')
  })
})
