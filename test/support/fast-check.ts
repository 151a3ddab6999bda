// fast-check, with the same values in every run: what fails is the code, not the draw. `npm run fuzz` draws new ones.
import { configureGlobal } from 'fast-check'

configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_260_917) })

export * from 'fast-check'
