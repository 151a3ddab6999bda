import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  BadRequest,
  findInterface,
  findResource,
  findRoot,
  inside,
  lineage,
  MissingError,
  resourcePath,
  resourcePathTuple,
  traverse,
  type Resource,
} from 'pergola'

/** A tree of our own: `'-'` is a leaf without children, a function is asked anew, `async` answers later. */
class Node implements Resource {
  readonly name: string
  readonly parent: Resource | null
  readonly #tree: Tree
  readonly #later: boolean
  readonly asked: string[] = []

  constructor(tree: Tree, name = '', parent: Resource | null = null, later = false) {
    this.name = name
    this.parent = parent
    this.#tree = tree
    this.#later = later
  }

  child(segment: string): Resource | undefined | Promise<Resource | undefined> {
    this.asked.push(segment)
    const found = Object.hasOwn(this.#tree, segment) ? this.#tree[segment] : undefined
    const made =
      found === undefined
        ? undefined
        : found === '-'
          ? new Leaf(segment, this)
          : new Node(found, segment, this, this.#later)
    return this.#later ? Promise.resolve(made) : made
  }
}

class Leaf implements Resource {
  readonly name: string
  readonly parent: Resource
  constructor(name: string, parent: Resource) {
    this.name = name
    this.parent = parent
  }
}

interface Tree {
  readonly [name: string]: Tree | '-'
}

const tree: Tree = {
  a: { b: { c: { d: {} } }, 'x y': {}, é: { ü: '-' } },
  'a+b': {},
  '@x': {},
  '@@real': {},
  日本: { '\u{1f33f}': {} },
  leaf: '-',
  '...': {},
  '%41': {},
  'a;b=1': {},
  A: {},
}

const tidy = (text: string): string =>
  text
    .split('|')
    .map((part) => part.trim())
    .join('|')

/** Path → `traversed | viewName | subpath`. */
const walks: ReadonlyArray<readonly [path: string | readonly string[], expected: string]> = [
  ['', '| | '],
  ['/', '| | '],
  ['//', '| | '],
  ['/a', 'a | | '],
  ['a', 'a | | '],
  ['/a/', 'a | | '],
  ['/a//b', 'a,b | | '],
  ['//a///b//', 'a,b | | '],
  ['/a/b/c/d', 'a,b,c,d | | '],
  ['/a/b/c/d/e', 'a,b,c,d | e | '],
  ['/a/b/c/d/e/f/g', 'a,b,c,d | e | f,g'],
  ['/nope', '| nope | '],
  ['/nope/a/b', '| nope | a,b'],
  ['/a/nope/b', 'a | nope | b'],
  ['/./a', 'a | | '],
  ['/a/./b/.', 'a,b | | '],
  ['/a/../a/b', 'a,b | | '],
  ['/..', '| | '],
  ['/../../a', 'a | | '],
  ['/a/b/..', 'a | | '],
  ['/a/b/../..', '| | '],
  ['/nope/../a', 'a | | '],
  ['/a/nope/../b', 'a,b | | '],
  ['/...', '... | | '],
  ['/a/%2e%2e/leaf', 'leaf | | '],
  ['/%2e/a', 'a | | '],
  ['/a%2Fb', 'a,b | | '],
  ['/a%2fnope', 'a | nope | '],
  ['/a/x%20y', 'a,x y | | '],
  ['/a/x+y', 'a | x+y | '],
  ['/a+b', 'a+b | | '],
  ['/a%2Bb', 'a+b | | '],
  ['/a%3Bb=1', 'a;b=1 | | '],
  ['/a;b=1', 'a;b=1 | | '],
  ['/%2541', '%41 | | '],
  ['/%41', 'A | | '],
  ['/a/%C3%A9', 'a,é | | '],
  ['/a/é/ü', 'a,é,ü | | '],
  ['/a/e\u0301', 'a | e\u0301 | '],
  ['/a/%C3%A9/%C3%BC/edit', 'a,é,ü | edit | '],
  ['/日本/%F0%9F%8C%BF', '日本,\u{1f33f} | | '],
  ['/%E6%97%A5%E6%9C%AC/x', '日本 | x | '],
  ['/B', '| B | '],
  ['/a/B', 'a | B | '],
  ['/leaf', 'leaf | | '],
  ['/leaf/edit', 'leaf | edit | '],
  ['/leaf/a/b', 'leaf | a | b'],
  ['/@@edit', '| edit | '],
  ['/a/@@edit', 'a | edit | '],
  ['/a/@@edit/x/y', 'a | edit | x,y'],
  ['/a/@@b', 'a | b | '],
  ['/@@real', '| real | '],
  ['/@@', '|  | '],
  ['/a/@@/b', 'a |  | b'],
  ['/@@@', '| @ | '],
  ['/@x', '@x | | '],
  ['/%40%40edit', '| edit | '],
  ['/a/@@edit/..', 'a | | '],
  ['/a/edit/@@x', 'a | edit | @@x'],
  ['/__proto__', '| __proto__ | '],
  ['/constructor/prototype', '| constructor | prototype'],
  [['a', 'b'], 'a,b | | '],
  [['', 'a', 'b'], 'a,b | | '],
  [['a', 'x y'], 'a,x y | | '],
  [['%41'], '%41 | | '],
  [['a', '..', 'leaf', 'x'], 'leaf | x | '],
  [[], '| | '],
]

for (const later of [false, true]) {
  describe(`paths, children ${later ? 'later' : 'at once'}`, () => {
    for (const [path, expected] of walks) {
      test(`${JSON.stringify(path)} → ${expected}`, async () => {
        const root = new Node(tree, '', null, later)
        const { context, viewName, subpath, traversed, virtualRoot, virtualRootPath } = await traverse(root, path)
        assert.equal(tidy(`${traversed.join()} | ${viewName} | ${subpath.join()}`), tidy(expected))
        assert.equal((context as Node).name, traversed.at(-1) ?? '')
        assert.equal(virtualRoot, root)
        assert.deepEqual(virtualRootPath, [])
      })
    }
  })
}

/** Virtual root, path → context, `traversed | viewName | subpath`, name of the virtual root. */
const virtual: ReadonlyArray<
  readonly [root: string | readonly string[], path: string, expected: string, virtualRoot: string]
> = [
  ['/a', '/', 'a | | ', 'a'],
  ['/a', '/b', 'a,b | | ', 'a'],
  ['/a/', '/b/c', 'a,b,c | | ', 'a'],
  ['/a/b', '/c', 'a,b,c | | ', 'b'],
  ['/a/b', '/nope/x', 'a,b | nope | x', 'b'],
  ['/a/b', '/@@edit', 'a,b | edit | ', 'b'],
  ['/', '/a', 'a | | ', ''],
  ['', '/a', 'a | | ', ''],
  ['/nope', '/a', '| nope | a', ''],
  ['/a/nope', '/b', 'a | nope | b', ''],
  ['/a', '/../leaf', 'a | leaf | ', 'a'],
  ['/a', '/b/../../..', 'a | | ', 'a'],
  ['/日本', '/%F0%9F%8C%BF', '日本,\u{1f33f} | | ', '日本'],
  [['a', 'x y'], '/edit', 'a,x y | edit | ', 'x y'],
]

describe('virtual roots', () => {
  for (const [virtualRoot, path, expected, name] of virtual) {
    test(`${String(virtualRoot)} + ${path} → ${expected}`, async () => {
      const found = await traverse(new Node(tree), path, { virtualRoot })
      const { viewName, subpath, traversed } = found
      assert.equal(tidy(`${traversed.join()} | ${viewName} | ${subpath.join()}`), tidy(expected))
      assert.equal(found.virtualRoot.name, name)
      assert.deepEqual(found.virtualRootPath, [virtualRoot].flat().join('/').split('/').filter(Boolean))
    })
  }
})

describe('what walking asks', () => {
  test('no child is asked for behind the first that is not there, nor for a view', async () => {
    const root = new Node(tree)
    await traverse(root, '/nope/a/b')
    await traverse(root, '/@@real/a')
    assert.deepEqual(root.asked, ['nope'])
  })

  test('an error of a child is an error of the walk', async () => {
    const failing: Resource = {
      child() {
        throw new RangeError('broken')
      },
    }
    await assert.rejects(traverse(failing, '/a'), RangeError)
    await assert.rejects(traverse({ child: () => Promise.reject(new RangeError('later')) }, '/a'), RangeError)
  })

  test('null and undefined are no children', async () => {
    assert.equal((await traverse({ child: () => null }, '/a')).viewName, 'a')
    assert.equal((await traverse({ child: async () => undefined }, '/a')).viewName, 'a')
  })

  test('a path that is not UTF-8 is refused', async () => {
    await assert.rejects(traverse({}, '/%ff'), BadRequest)
    await assert.rejects(traverse({}, '/%zz'), BadRequest)
  })
})

describe('places', () => {
  const root = new Node(tree)
  const a = root.child('a') as Node
  const b = a.child('b') as Node
  const odd = a.child('x y') as Node
  const leaf = (a.child('é') as Node).child('ü') as Leaf

  test('lineage, inside and findRoot', () => {
    assert.deepEqual(
      Array.from(lineage(b), (each) => each.name),
      ['b', 'a', ''],
    )
    assert.equal(inside(b, a), true)
    assert.equal(inside(b, b), true)
    assert.equal(inside(a, b), false)
    assert.equal(inside(b, new Node(tree)), false)
    assert.equal(findRoot(b), root)
    assert.equal(findRoot(root), root)
    assert.equal(inside({ name: 'alone' }, root), false)
  })

  test('findInterface takes the nearest, the resource itself included', () => {
    assert.equal(findInterface(leaf, Leaf), leaf)
    assert.equal((findInterface(leaf, Node) as Node).name, 'é')
    assert.equal(findInterface(root, Leaf), null)
  })

  const paths: ReadonlyArray<readonly [Resource, readonly string[], string]> = [
    [root, [], '/'],
    [a, [], '/a'],
    [b, [], '/a/b'],
    [odd, [], '/a/x%20y'],
    [leaf, [], '/a/%C3%A9/%C3%BC'],
    [root, ['@@edit'], '/@@edit'],
    [a, ['x/y', 'z'], '/a/x%2Fy/z'],
    [{}, [], '/'],
    [{ name: 'ignored' }, [], '/'],
  ]
  for (const [resource, elements, expected] of paths) {
    test(`resourcePath ${expected}`, () => assert.equal(resourcePath(resource, ...elements), expected))
  }

  test('resourcePathTuple', () => {
    assert.deepEqual(resourcePathTuple(root), [''])
    assert.deepEqual(resourcePathTuple(odd, 'e'), ['', 'a', 'x y', 'e'])
  })

  test('findResource, absolute and relative', async () => {
    assert.equal((await findResource(b, '/a/x%20y')).name, 'x y')
    assert.equal((await findResource(a, 'b/c')).name, 'c')
    assert.equal((await findResource(b, '/')).name, '')
    assert.equal(await findResource(b, ''), b)
    assert.equal((await findResource(b, ['', 'a', 'x y'])).name, 'x y')
    assert.equal((await findResource(a, ['x y'])).name, 'x y')
    assert.equal((await findResource(b, resourcePath(odd))).name, 'x y')
  })

  test('findResource refuses what is no resource', async () => {
    await assert.rejects(findResource(a, 'nope'), MissingError)
    await assert.rejects(findResource(a, 'b/nope/x'), MissingError)
    await assert.rejects(findResource(a, 'b/@@edit'), MissingError)
    await assert.rejects(findResource(a, 'b/@@'), MissingError)
    await assert.rejects(findResource(a, '%ff'), BadRequest)
  })
})
