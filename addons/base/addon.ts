import { defineAddon } from 'pergola'

export default defineAddon({
  name: 'base',
  version: '0.1.0',
  summary: 'What every other addon builds on',
})
