// What do agencies record about people?
import { expectOptions, guarded, json } from './guard.js'
import * as native from './native.js'
import { coded } from './run.js'

export const isPlaceholder = guarded(native.isPlaceholder)

const nativeReadPersons = guarded(native.readPersons)

/** @type {import('./records.js').readPersons} */
export function readPersons(persons, options) {
  expectOptions(options, ['limits'])
  if (typeof persons !== 'object' || persons === null || !(Symbol.iterator in persons)) {
    throw coded('INVALID_PARAMETER', 'persons must be an array of records; a text of JSON is to be parsed first')
  }
  return JSON.parse(nativeReadPersons(Array.from(persons, plain), json('limits', options?.limits)))
}

/**
 * A record as JSON; `null`, which is set aside, for one that JSON has no form for: it holds itself or a bigint, or
 * is nested too deep. The core sets aside what holds half a surrogate pair.
 *
 * @param {unknown} record
 */
function plain(record) {
  try {
    return JSON.stringify(record) ?? 'null'
  } catch {
    return 'null'
  }
}

/** @type {import('./records.js').personSchema} */
export function personSchema() {
  return JSON.parse(native.personSchema())
}
