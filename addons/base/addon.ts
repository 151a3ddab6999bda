import { defineAddon } from 'pergola'
import type { Environment } from 'pergola/models'
import { Attachment } from './models/ir-attachment.ts'
import { Autovacuum } from './models/ir-autovacuum.ts'
import { ConfigParameter } from './models/ir-config-parameter.ts'
import { CronTrigger } from './models/ir-cron-trigger.ts'
import { Cron } from './models/ir-cron.ts'
import { IrHttp } from './models/ir-http.ts'
import { IrModelAccess } from './models/ir-model-access.ts'
import { IrModelData } from './models/ir-model-data.ts'
import { IrModelFields } from './models/ir-model-fields.ts'
import { IrModel } from './models/ir-model.ts'
import { ModuleCategory } from './models/ir-module-category.ts'
import { IrModule } from './models/ir-module-module.ts'
import { IrRule } from './models/ir-rule.ts'
import { UiView } from './models/ir-ui-view.ts'
import { SequenceDateRange } from './models/ir-sequence-date-range.ts'
import { Sequence } from './models/ir-sequence.ts'
import { Company } from './models/res-company.ts'
import { CountryState } from './models/res-country-state.ts'
import { Country } from './models/res-country.ts'
import { Currency } from './models/res-currency.ts'
import { Device } from './models/res-device.ts'
import { Group } from './models/res-groups.ts'
import { Lang } from './models/res-lang.ts'
import { Partner } from './models/res-partner.ts'
import { UserApiKey } from './models/res-users-apikeys.ts'
import { UserLog } from './models/res-users-log.ts'
import { LoginThrottle } from './models/res-users-throttle.ts'
import { User } from './models/res-users.ts'

export default defineAddon({
  name: 'base',
  version: '0.1.0',
  summary: 'What every other addon builds on',
  models: [
    IrModel,
    IrModelFields,
    IrModelData,
    IrModelAccess,
    IrRule,
    ModuleCategory,
    IrModule,
    ConfigParameter,
    IrHttp,
    Sequence,
    SequenceDateRange,
    Cron,
    CronTrigger,
    Autovacuum,
    Attachment,
    UiView,
    Currency,
    Country,
    CountryState,
    Lang,
    Partner,
    Company,
    Group,
    User,
    UserLog,
    UserApiKey,
    Device,
    LoginThrottle,
  ],
  data: [
    'data/res.currency.csv',
    'data/res.country.csv',
    'data/res.lang.csv',
    'security/ir_module_category.xml',
    'security/res_groups.xml',
    'data/res_users.xml',
    'security/ir.model.access.csv',
    'security/rules.xml',
    'data/ir_cron.xml',
  ],
  hooks: {
    async postInit(env: Environment) {
      await env['ir.config_parameter'].initialize()
      // Which currencies and languages are in use, and how they are written, is the database's own from now on.
      await env.cr.query(`update ir_model_data set noupdate = true where model in ('res.currency', 'res.lang')`)
      env.transaction.clearCaches('ids')
    },
  },
})
