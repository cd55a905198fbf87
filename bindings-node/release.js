// What may leave, to whom, and what did?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json } from './guard.js'
import * as native from './native.js'
import { coded } from './run.js'

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
export const parseCheckpoint = guarded(native.parseCheckpoint)
export const verifyConsistency = guarded(native.verifyConsistency)
const sweep = guarded(native.retentionSweep)

/** @type {import('./release.js').retentionSweep} */
export function retentionSweep(items, options) {
  if (options == null) throw coded('INVALID_PARAMETER', 'options are needed, with asOf among them')
  expectOptions(options, ['asOf', 'rules'])
  const { asOf, rules } = options
  return JSON.parse(sweep(JSON.stringify(items) ?? 'null', String(asOf), json('rules', rules) ?? '{}'))
}

export const verifyInclusion = guarded(native.verifyInclusion)
