import type { FieldDefinition, FieldType, Label, OnDelete, SelectionItem } from './field-definition.ts'
import { rawHtmlKind } from './kinds/html-kind.ts'
import { kinds } from './kinds/kinds.ts'
import type { MergedDeclaration } from './merge-declarations.ts'
import type { FieldDraft } from './model-draft.ts'

const NUMBERS: ReadonlySet<FieldType> = new Set(['integer', 'float', 'monetary'])

/** A field with what its own declarations say, and the defaults of its type. Source: odoo.fields.Field._get_attrs. */
export function draftField(model: string, name: string, { type, options, addons }: MergedDeclaration): FieldDraft {
  const given = <Value>(option: string, otherwise: Value): Value => (options[option] ?? otherwise) as Value
  const compute = given<string | null>('compute', null)
  const inverse = given<string | null>('inverse', null)
  const related = given<string | null>('related', null)
  const derived = compute !== null || related !== null
  const store = given('store', !derived)
  const readonly = given('readonly', (compute !== null && inverse === null) || related !== null)
  return {
    name,
    type,
    kind: type === 'html' && options['sanitize'] === false ? rawHtmlKind : kinds[type],
    model,
    addons,
    label: given<Label>('label', labelOf(name)),
    help: given<Label | null>('help', null),
    required: given('required', false),
    readonly,
    index: given<FieldDefinition['index']>('index', false),
    copy: given('copy', derived ? store && !readonly : type !== 'one2many'),
    groups: given<string | null>('groups', null),
    store,
    columnType: null,
    default: options['default'],
    compute,
    computeSudo: given('computeSudo', related !== null || (compute !== null && store)),
    inverse,
    search: given<string | null>('search', null),
    depends: related === null ? [] : [related],
    related: related === null ? null : related.split('.'),
    comodel: given<string | null>('comodel', null),
    inverseName: given<string | null>('inverseName', null),
    relation: null,
    ondelete: given<OnDelete>('ondelete', type === 'many2many' ? 'cascade' : 'set null'),
    domain: given<readonly unknown[]>('domain', []),
    context: given<Readonly<Record<string, unknown>>>('context', {}),
    selection: given<readonly SelectionItem[] | string | null>('selection', null),
    currencyField: given<string | null>('currency', null),
    digits: given<readonly [number, number] | null>('digits', null),
    size: given<number | null>('size', null),
    inherited: null,
    automatic: false,
    aggregator:
      options['aggregator'] === undefined
        ? NUMBERS.has(type)
          ? 'sum'
          : null
        : (options['aggregator'] as string | null),
    options,
  }
}

/** `author_id` → `Author`, `line_ids` → `Line`, `list_price` → `List Price`. Source: odoo.fields.Field._setup_attrs. */
export function labelOf(name: string): string {
  return name
    .replace(/_ids?$/, '')
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ')
    .trim()
}
