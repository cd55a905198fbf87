// What may leave, to whom, and what did?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonList } from './guard.js'
import * as native from './native.js'
import { coded } from './run.js'

export { Ledger, Released } from './native.js'

const { Ledger, Released } = native
guardMethods(Ledger)
guardMethods(Released)
Object.defineProperty(Ledger.prototype, inspect.custom, {
  /** @this {native.Ledger} */
  value() {
    return `Ledger(${this.length} entries, root ${Buffer.from(this.root()).toString('hex')})`
  },
})

Object.defineProperty(Released.prototype, inspect.custom, {
  /** @this {native.Released} */
  value() {
    return `Released(entry ${this.entryIndex}, withheld ${this.withheld}, reduced ${this.reduced})`
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
  return JSON.parse(sweep(jsonList('items', items), typeof asOf === 'string' ? asOf : '', json('rules', rules) ?? '{}'))
}

export const verifyInclusion = guarded(native.verifyInclusion)

const answer = guarded(native.decide)
const leave = guarded(native.disseminate)
const without = guarded(native.suppress)
const shipped = guarded(native.standardPolicy)

/** @type {import('./release.js').standardPolicy} */
export function standardPolicy() {
  return JSON.parse(shipped())
}

/** @type {import('./release.js').decide} */
export function decide(policy, question) {
  if (question == null) throw coded('INVALID_PARAMETER', 'actor, purpose, field and reader are needed')
  expectOptions(question, ['actor', 'purpose', 'field', 'reader'])
  const { actor, purpose, field, reader } = question
  const parts = [json('policy', policy), json('actor', actor), json('reader', reader)].map((part) => part ?? 'null')
  return JSON.parse(answer(String(parts[0]), String(parts[1]), purpose, field, String(parts[2])))
}

/** @type {import('./release.js').disseminate} */
export function disseminate(document, request, options) {
  if (options == null) throw coded('INVALID_PARAMETER', 'options are needed, with ledger and key among them')
  expectOptions(options, ['ledger', 'key', 'policy'])
  const { ledger, key, policy } = options
  return leave(json('document', document) ?? 'null', json('request', request) ?? 'null', ledger, key, json('policy', policy))
}

/** @type {import('./release.js').suppress} */
export function suppress(counts, options) {
  expectOptions(options, ['threshold'])
  return JSON.parse(without(jsonList('counts', counts), options?.threshold ?? 3))
}
