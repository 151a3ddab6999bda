// Declarations that are refused when models are put together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AbstractModel } from './abstract-model.ts'
import { api } from './api.ts'
import { fields } from './fields.ts'
import { Model, type ModelClass } from './model.ts'
import { common, compose } from './compose-support.test.ts'

function refuses(message: RegExp, ...classes: ModelClass[]): void {
  assert.throws(
    () => compose(...common, ...classes),
    (error: Error) => {
      assert.equal(error.name, 'ModelDefinitionError')
      assert.match(error.message, message)
      return true
    },
  )
}

/** A model `test.wrong` with one wrong thing. */
function wrong(make: () => ModelClass, message: RegExp): void {
  refuses(message, make())
}

test('names that lead nowhere are refused, with the nearest', () => {
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.many2one('res.partnr')
      },
    /^test\.wrong\.a: leads to the model res\.partnr, which there is not: did you mean res\.partner\?$/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.one2many('res.partner', 'wrong_id')
      },
    /test\.wrong\.a: res\.partner has no field wrong_id/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.one2many('res.partner', 'country_id')
      },
    /res\.partner\.country_id is no many2one to test\.wrong/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.char({ compute: 'computeA' })
      },
    /option compute names the method computeA, which the model does not have/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.char({ related: 'b.name' })
      },
    /shows b\.name: the model \(test\.wrong\) has no field b/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        b = fields.many2one('res.partner')
        a = fields.integer({ related: 'b.name' })
      },
    /is of the type integer, and res\.partner\.name, which it shows, char/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override recName = 'nmae'
        name = fields.char()
      },
    /recName names nmae, which is no field: did you mean name\?/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override order = 'name; drop'
      },
    /order cannot be read: "name; drop"/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override order = 'nme desc'
        name = fields.char()
      },
    /order names nme, which is no field: did you mean name\?/,
  )
})

test('dependencies and constraints are checked', () => {
  class Depends extends Model {
    static override model = 'test.wrong'
    b = fields.many2one('res.partner')
    a = fields.char({ compute: 'computeA' })
    c = fields.char({ compute: 'computeC' })
    @api.depends('b.nmae', 'b.name.x', 'c.id')
    computeA(): void {}
    @api.depends('c')
    computeC(): void {}
    @api.constrains('d')
    check(): void {}
  }
  refuses(/a: depends on b\.nmae: res\.partner has no field nmae: did you mean name\?\n/, Depends)
  refuses(/a: depends on b\.name\.x: name leads to no other model\./, Depends)
  refuses(/a: depends on c\.id: ids never change/, Depends)
  refuses(/c: is computed from itself, and not stored/, Depends)
  refuses(/test\.wrong\.check: @api\.constrains names d, which is no field/, Depends)
})

test('mixins may count on what takes them in', () => {
  class Mixin extends AbstractModel {
    static override model = 'test.mixin'
    shown = fields.char({ compute: 'computeShown' })
    @api.depends('title')
    computeShown(): void {}
  }
  assert.ok(compose(...common, Mixin).has('test.mixin'))
  class Lacking extends Model {
    static override model = 'test.lacking'
    static override inherit = ['test.mixin']
  }
  refuses(/test\.lacking\.shown: depends on title: test\.lacking has no field title/, Mixin, Lacking)
})

test('fields that contradict themselves are refused', () => {
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.many2one('res.partner', { required: true, ondelete: 'set null' })
      },
    /is required, so its ondelete cannot be 'set null'/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.many2many('test.wrong')
      },
    /needs the option relation/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.many2many('test.wrong', { relation: 'x' })
      },
    /needs the options column and otherColumn/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.many2many('res.partner')
        b = fields.many2many('res.partner')
      },
    /test\.wrong\.b: uses the same table and columns as test\.wrong\.a/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        a = fields.selection({})
      },
    /a: has no choices/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override inherits = { 'res.partner': 'p' }
      },
    /static inherits needs the field p = fields\.many2one\('res\.partner', \{ required: true \}\)/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override inherits = { 'res.partner': 'p' }
        p = fields.many2one('res.partner')
      },
    /test\.wrong\.p: must be required/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        total = fields.char()
        declare compute: unknown
        static {
          Object.defineProperty(this.prototype, 'total', { value() {} })
        }
      },
    /test\.wrong\.total: a method or accessor of the model has the same name/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'Test Wrong'
      },
    /"Test Wrong" is no name for a model/,
  )
  wrong(
    () =>
      class extends Model {
        static override model = 'test.wrong'
        static override table = 'a b'
      },
    /"a b" is no name for a table/,
  )
})

test('models that are declared twice, that have no name, that take in each other', () => {
  wrong(
    () =>
      class Other extends Model {
        static override model = 'res.partner'
      },
    /Partner \(addon test\) and Other \(addon test\) both declare the model res\.partner/,
  )
  wrong(() => class Nameless extends Model {}, /Nameless \(addon test\) does not say which model it is/)
  class A extends AbstractModel {
    static override model = 'test.a'
    static override inherit = ['test.b']
  }
  class B extends AbstractModel {
    static override model = 'test.b'
    static override inherit = ['test.a']
  }
  refuses(/take in each other in a circle: test\.a → test\.b → test\.a/, A, B)
})

test('all that is wrong is told at once', () => {
  class Two extends Model {
    static override model = 'test.two'
    a = fields.many2one('no.model')
    b = fields.char({ compute: 'nothing' })
  }
  assert.throws(
    () => compose(...common, Two),
    ({ message }: Error) => message.split('\n').length === 2,
  )
})
