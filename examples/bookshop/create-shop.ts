import type { App } from 'pergola'

/** Makes a database with a shop: the password is the administrator's, and that of the customer in the demonstration data. */
export async function createShop(
  databases: NonNullable<App['databases']>,
  name: string,
  addon: string,
  password: string,
): Promise<void> {
  await databases.create(name, [addon], {
    demo: true,
    finish: async (env) => {
      const users = await env['res.users'].search([['login', 'in', ['admin', 'reader']]])
      await users.write({ password })
    },
  })
}
