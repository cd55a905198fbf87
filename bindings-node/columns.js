// What a table of JavaScript looks like to the native side.
import { coded } from './run.js'

/** @typedef {import('./linkage.js').Table} Table */
/** @typedef {import('./linkage.js').Values} Values */
/** @typedef {import('./native.js').Column} Column */

/** Texts are joined in pieces, since one string of JavaScript is shorter than 2^29. */
const PIECE = 4096

/**
 * A table for the native side: Arrow IPC as it is, or its columns, those that are `wanted`.
 *
 * Strings go over joined, with their lengths: one call for a piece instead of one for each string.
 *
 * @param {Table} table
 * @param {(names: string[]) => string[]} wanted
 * @returns {Uint8Array | Column[]}
 */
export function columns(table, wanted) {
  if (table instanceof Uint8Array) return table
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw coded('INVALID_PARAMETER', 'a table is an object of columns, or Arrow IPC in a Uint8Array')
  }
  return wanted(Object.keys(table)).map((name) => column(name, table[name]))
}

/**
 * @param {string} name
 * @param {Values} values
 * @returns {Column}
 */
function column(name, values) {
  if (values instanceof BigInt64Array) return { name, integers: values }
  if (values instanceof Float64Array) return { name, numbers: values }
  if (values instanceof BigUint64Array || values instanceof DataView) {
    return { name, refused: `a ${values.constructor.name}` }
  }
  if (ArrayBuffer.isView(values)) return { name, numbers: Float64Array.from(values) }
  if (!Array.isArray(values)) return { name, refused: 'no array' }

  const first = typeof values.find((value) => value != null)
  if (first === 'number') return numbers(name, values)
  return first === 'string' || first === 'undefined'
    ? texts(name, values)
    : { name, refused: first === 'object' ? 'objects' : `${first}s` }
}

/**
 * @param {string} name
 * @param {readonly (string | null | undefined)[]} values
 * @returns {Column}
 */
function texts(name, values) {
  const lengths = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value === 'string') lengths[row] = value.length
    else if (value == null) lengths[row] = -1
    else return { name, refused: `strings, and a ${typeof value} in row ${row}` }
  }
  const texts = []
  for (let row = 0; row < values.length; row += PIECE) {
    texts.push(values.slice(row, row + PIECE).join(''))
  }
  return { name, texts, lengths }
}

/**
 * @param {string} name
 * @param {readonly (number | null | undefined)[]} values
 * @returns {Column}
 */
function numbers(name, values) {
  const numbers = new Float64Array(values.length)
  const present = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value === 'number') {
      numbers[row] = value
      present[row] = 1
    } else if (value != null) return { name, refused: `numbers, and a ${typeof value} in row ${row}` }
  }
  return { name, numbers, present }
}
