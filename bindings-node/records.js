// What do agencies record about people?
import { expectOptions, guarded } from './guard.js'
import * as native from './native.js'
import { coded } from './run.js'

export const isPlaceholder = guarded(native.isPlaceholder)

/** @type {import('./records.js').readPersons} */
export function readPersons(persons, options) {
  expectOptions(options, ['limits'])
  if (typeof persons !== 'object' || persons === null || !(Symbol.iterator in persons)) {
    throw coded('INVALID_PARAMETER', 'persons must be an array of records; a text of JSON is to be parsed first')
  }
  // one by one, so that an error can name the row; what JSON leaves out is no record
  const texts = Array.from(persons, (person) => JSON.stringify(person) ?? 'null')
  return JSON.parse(native.readPersons(texts, options?.limits && JSON.stringify(options.limits)))
}

/** @type {import('./records.js').personSchema} */
export function personSchema() {
  return JSON.parse(native.personSchema())
}
