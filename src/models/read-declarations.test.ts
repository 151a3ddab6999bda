// What a model's class may have, and which of its fields are its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose, mixin } from '../inheritance/compose.ts'
import { api } from './api.ts'
import { fields } from './fields.ts'
import { Model, type ModelClass } from './model.ts'
import { readDeclarations } from './read-declarations.ts'

class Base extends Model {
  static override model = 'test.base'
  a = fields.char()
  b = fields.integer({ required: true })
}
class Child extends Base {
  c = fields.char()
  override a = fields.char({ size: 3 })
}

const names = (modelClass: ModelClass): string[] => [...readDeclarations(modelClass).keys()]

test('a class has its own fields, and those that it declares anew', () => {
  assert.deepEqual(names(Child).toSorted(), ['a', 'c'])
  assert.deepEqual(names(Base), ['a', 'b'])
  assert.deepEqual(readDeclarations(Child).get('a')?.options, { size: 3 })
  assert.deepEqual(readDeclarations(Base).get('a')?.options, {})
  assert.equal(readDeclarations(Base), readDeclarations(Base))
})

test('they are its own still after it was combined with others', () => {
  class A extends Base {
    x = fields.char()
  }
  class B extends Base {
    y = fields.char()
  }
  compose(Model, [A, B])
  class Late extends A {
    z = fields.char()
  }
  assert.deepEqual(names(A), ['x'])
  assert.deepEqual(names(B), ['y'])
  assert.deepEqual(names(Late), ['z'])
})

test('a class that extends several', () => {
  class A extends Base {
    x = fields.char()
  }
  class B extends Base {
    y = fields.char()
  }
  class Both extends mixin(A, B) {
    z = fields.char()
  }
  assert.deepEqual(names(Both), ['z'])
})

test('decorated methods, getters and static members are no fields', () => {
  class Decorated extends Model {
    static limit = 3
    #nothing?: never
    nothing(): unknown {
      return this.#nothing
    }
    static #count = 0
    a = fields.char()
    @api.depends('a')
    compute(): void {}
    get double(): string {
      return this.a + this.a
    }
    static next(): number {
      return ++Decorated.#count
    }
  }
  assert.throws(() => names(Decorated), /Decorated has #nothing|Decorated has a #private member/)
  class Fine extends Model {
    static limit = 3
    declare typed: string
    a = fields.char()
    @api.depends('a')
    compute(): void {}
    get double(): string {
      return this.a + this.a
    }
  }
  assert.deepEqual(names(Fine), ['a'])
  class WithoutFields extends Model {
    @api.model
    method(): void {}
  }
  assert.deepEqual(names(WithoutFields), [])
})

const refused = (modelClass: unknown, message: RegExp): void => {
  assert.throws(() => readDeclarations(modelClass as ModelClass), { name: 'ModelDefinitionError', message })
}

test('other values than fields are refused', () => {
  refused(
    class Valued extends Model {
      price = 3
    },
    /^Valued\.price is no field\. Records are not made by constructors/,
  )
  refused(
    class Typed extends Model {
      price!: number
    },
    /^Typed\.price is no field\. Write "declare price: …"/,
  )
  refused(
    class Arrow extends Model {
      run = (): number => 3
    },
    /^Arrow\.run is no field/,
  )
  refused(
    class Private extends Model {
      #secret = 3
      reveal(): number {
        return this.#secret
      }
    },
    /Private has (#secret|a #private member)/,
  )
  refused(
    class PrivateMethod extends Model {
      #secret(): void {}
      reveal(): void {
        this.#secret()
      }
    },
    /PrivateMethod has (#secret|a #private member)/,
  )
  refused(
    class Constructed extends Model {
      constructor() {
        super()
        assert.ok(true)
      }
    },
    /^Constructed has a constructor/,
  )
  refused(
    class Failing extends Model {
      a = ((): string => {
        throw new Error('oh')
      })()
    },
    /^The fields of Failing cannot be read: oh/,
  )
})

/** A class with a field of any name, as compilers write it. */
function declaring(name: string): unknown {
  const put = (target: object): unknown =>
    Object.defineProperty(target, name, { value: fields.char(), enumerable: true, configurable: true })
  return class Named extends Model {
    constructor() {
      super()
      put(this)
    }
  }
}

test('names that recordsets use are refused', () => {
  for (const name of ['search', 'env', 'ids', 'length', 'write', 'then', 'toString', 'definition', 'id', 'withUser']) {
    refused(declaring(name), /recordsets have a member of that name already/)
  }
  for (const name of ['strange name', '__proto__', '_hidden', '3rd', 'x'.repeat(64), 'a"b']) {
    refused(declaring(name), /names of fields are of letters, digits and _, at most 63, and begin with a letter/)
  }
  assert.deepEqual([...readDeclarations(declaring('fine') as ModelClass).keys()], ['fine'])
})

test('options are checked', () => {
  const options = (make: () => object, message: RegExp): void => {
    class Wrong extends Model {
      a = make()
    }
    refused(Wrong, message)
  }
  const loosely = fields as unknown as Record<string, (...args: unknown[]) => object>
  const wrong = (type: string, args: unknown[], message: RegExp): void =>
    options(() => loosely[type]?.(...args) ?? {}, message)
  wrong('char', [{ requird: true }], /^Wrong\.a: fields\.char has no option "requird": did you mean required\?$/)
  wrong('char', [{ translate: true }], /has no option "translate"\.$/)
  wrong('char', [{ string: 'Name' }], /has no option "string"/)
  wrong('integer', [{ size: 3 }], /fields\.integer has no option "size"/)
  wrong('char', [{ size: 0 }], /the option size of fields\.char takes a positive number/)
  wrong('char', [{ required: 'yes' }], /takes true or false/)
  wrong('float', [{ digits: [2, 3] }], /takes \[precision, scale\]/)
  wrong('char', [{ index: 'gin' }], /option index/)
  wrong('char', [{ groups: 'not a group' }], /external ids of groups/)
  wrong('char', [{ related: 'name' }], /a path as/)
  wrong('char', [{ label: 3 }], /a text, or texts by language/)
  wrong('selection', [[['a']]], /choices as/)
  wrong('many2one', [''], /comodel of fields\.many2one takes the name of a model/)
  wrong('many2one', ['res.partner', { ondelete: 'delete' }], /"set null", "restrict", "cascade"/)
  wrong('many2many', ['res.partner', { relation: 'a b' }], /a name for SQL/)
  wrong('integer', [{ aggregator: 'median' }], /option aggregator/)
  wrong('char', [{ constructor: 1 }], /has no option "constructor"/)
})
