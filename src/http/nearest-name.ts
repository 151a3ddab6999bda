export { nearestName } from '../errors/nearest-name.ts'
