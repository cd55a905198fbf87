// What do agencies record about people?
import * as native from './native.js'

export { isPlaceholder } from './native.js'

/** @type {import('./records.js').readPersons} */
export function readPersons(persons, options) {
  // one by one, so that an error can name the row; what JSON leaves out is no record
  const texts = Array.from(persons, (person) => JSON.stringify(person) ?? 'null')
  return JSON.parse(native.readPersons(texts, options?.limits && JSON.stringify(options.limits)))
}

/** @type {import('./records.js').personSchema} */
export function personSchema() {
  return JSON.parse(native.personSchema())
}
