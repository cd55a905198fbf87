// What may leave, to whom, and what did?
import { inspect } from 'node:util'
import { guarded, guardMethods } from './guard.js'
import * as native from './native.js'

export { Ledger } from './native.js'

const { Ledger } = native
guardMethods(Ledger)
Object.defineProperty(Ledger.prototype, inspect.custom, {
  /** @this {native.Ledger} */
  value() {
    return `Ledger(${this.length} entries, root ${Buffer.from(this.root()).toString('hex')})`
  },
})

export const commitment = guarded(native.commitment)
export const verifyConsistency = guarded(native.verifyConsistency)
export const verifyInclusion = guarded(native.verifyInclusion)
