// `pergola/inheritance`: classes that extend each other without knowing of each other, combined per registry.
export { type Class } from '../inheritance/class.ts'
export { InconsistentOrderError, InheritanceError, type InheritanceErrorCode } from '../inheritance/errors.ts'
export { bases, definitions, leaves, linearize } from '../inheritance/linearize.ts'
export {
  compose,
  mixin,
  type ComposeOptions,
  type Composite,
  type Extension,
  type Mixin,
} from '../inheritance/compose.ts'
