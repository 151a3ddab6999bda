import { applyInheritance, QWeb } from '../../src/entry/qweb.ts'

const TEMPLATES = 500
const PATCHES = 3

/** A template of the size that pages have. */
function template(index: number): string {
  const fields = Array.from(
    { length: 8 },
    (_, field) => `
      <div class="field f${field}" t-att-title="record.title_${field}">
        <label>Field ${field}</label>
        <span class="value" t-if="record.field_${field} and not hidden" t-out="record.field_${field}"/>
        <em t-else="">none</em>
      </div>`,
  ).join('')
  return `<t t-name="t${index}">
  <t t-call="t${Math.max(0, index - 1) % 10}">
    <h1 t-out="title"/>
    <section id="main">${fields}
    </section>
    <ul><li t-foreach="record.lines" t-as="line"><t t-out="line_index + 1"/>. <t t-out="line.name"/></li></ul>
  </t>
</t>`
}

function patch(index: number): string {
  return `<data>
  <xpath expr="//div[hasclass('f${index}')]/label" position="after"><small t-if="help" t-out="help"/></xpath>
  <xpath expr="//section[@id='main']" position="attributes"><attribute name="class" add="patched-${index}" separator=" "/></xpath>
</data>`
}

/** Inherits and compiles many templates, as a start of an application does. */
export function compileRegistry(): { templates: number; patches: number; milliseconds: number; processor: number } {
  const started = performance.now()
  const before = process.cpuUsage()
  const qweb = new QWeb()
  for (let index = 0; index < TEMPLATES; index++) {
    qweb.add(
      `t${index}`,
      applyInheritance(
        template(index),
        Array.from({ length: PATCHES }, (_, number) => patch(number)),
      ),
    )
  }
  for (let index = 0; index < TEMPLATES; index++) qweb.compile(`t${index}`)
  const milliseconds = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { templates: TEMPLATES, patches: TEMPLATES * PATCHES, milliseconds, processor: (user + system) / 1000 }
}
