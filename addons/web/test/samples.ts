import { Controller, defineAddon, route, type Request } from 'pergola'
import web from '../addon.ts'

const keys = [
  {
    id: 1,
    name: 'Till <1>',
    scope: 'rpc',
    create_date: '2026-01-02',
    expiration_date: '2026-04-02',
    last_used_date: null,
  },
  {
    id: 2,
    name: 'Backup',
    scope: null,
    create_date: '2026-01-03',
    expiration_date: null,
    last_used_date: '2026-02-01',
  },
]

/** Values for each page that has no controller here: as they are at first, and with all that they may show. */
export const samples: Readonly<Record<string, ReadonlyArray<Readonly<Record<string, unknown>>>>> = {
  'web.login': [
    {},
    {
      login: 'ann"',
      redirect: '/shop?a=1&b=2',
      error: 'Wrong login or <password>.',
      message: 'You are logged out.',
      signup_enabled: true,
      reset_password_enabled: true,
      databases: ['one', 'two'],
    },
  ],
  'web.signup': [{}, { name: 'Ann', login: 'ann', redirect: '/shop', token: 'abc', error: 'The passwords differ.' }],
  'web.change_password': [{}, { login: 'ann', error: 'That is not the present one.', min_length: 12 }],
  'web.api_keys': [
    {},
    {
      keys,
      new_key: '0123456789abcdef0123456789abcdef01234567',
      scopes: { rpc: 'RPC', shop: 'The shop' },
      durations: [
        [1, 'a day'],
        ['', 'no end'],
      ],
      ask_password: true,
      name: 'Till',
      message: 'The key was made.',
    },
  ],
  'web.account': [
    { name: 'Ann', login: 'ann', devices: [] },
    {
      name: 'Ann <1>',
      login: 'ann',
      message: 'The password was changed.',
      devices: [
        {
          id: 1,
          address: '192.0.2.1',
          agent: 'Firefox',
          first: '2026-01-02',
          last: '2026-01-03 10:00:00',
          current: true,
        },
        { id: 2, address: null, agent: null, first: '2026-01-02', last: '2026-01-03 10:00:00', current: false },
      ],
    },
  ],
  'web.logout': [{ login: 'ann' }, { login: 'ann', redirect: '/shop' }],
  'web.database_selector': [
    {},
    { unlisted: true },
    { databases: ['one', 'two & three'], manage: true, message: 'It was created.' },
  ],
  'web.database_manager': [
    {},
    {
      databases: ['one', 'two<'],
      insecure: true,
      langs: [['fr_FR', 'Français']],
      formats: { zip: 'zip', dump: 'dump' },
      error: 'The master password is wrong.',
    },
  ],
  'web.http_error': [
    { status_code: 418, status_message: "I'm a Teapot", message: 'Short <and> stout.', reference: null },
  ],
  'web.403': [{ status_code: 403, status_message: 'Forbidden', message: null, reference: null }],
  'web.404': [{ status_code: 404, status_message: 'Not Found', message: null, reference: null }],
  'web.500': [{ status_code: 500, status_message: 'Internal Server Error', message: null, reference: 'a1b2' }],
}

class Samples extends Controller {
  @route('/sample/<string:template>/<int:index>', { auth: 'none', methods: ['GET'] })
  async sample({ template, index }: { template: string; index: number }, request: Request) {
    return request.render(template, { ...samples[template]?.[index] })
  }
}

/** An addon that shows each page with its samples. */
export default defineAddon({ name: 'samples', depends: [web.name], controllers: [Samples] })
