// What do agencies record?
import { expectOptions, guarded, json, jsonItems, utf8 } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

export const isPlaceholder = guarded(native.isPlaceholder)
export const checkVin = guarded(native.checkVin)
export const addressNote = guarded(native.addressNote)
export const stateFromNcic = guarded(native.stateFromNcic)
export const stateToNcic = guarded(native.stateToNcic)

const readRecords = guarded(native.readRecords)
const readBytes = guarded(native.readBytes)
const readBytesSync = guarded(native.readBytesSync)
const schemaOf = guarded(native.recordSchema)

const READ = ['unknownFields', 'limits']
const RUN = ['signal', 'progress']

/** @type {import('./records.js').read} */
export function read(kind, records, options) {
  expectOptions(options, READ)
  if (typeof records !== 'object' || records === null || !(Symbol.iterator in records)) {
    throw coded('INVALID_PARAMETER', 'records must be an array of records; a text of JSON is for readJson')
  }
  return JSON.parse(readRecords(kind, jsonItems('records', records), how(options)))
}

/** @type {import('./records.js').readJson} */
export const readJson = async (kind, data, options) => fromBytes('json', kind, data, options, READ)
/** @type {import('./records.js').readJsonSync} */
export const readJsonSync = (kind, data, options) => fromBytesSync('json', kind, data, options, READ)
/** @type {import('./records.js').readNdjson} */
export const readNdjson = async (kind, data, options) => fromBytes('ndjson', kind, data, options, READ)
/** @type {import('./records.js').readNdjsonSync} */
export const readNdjsonSync = (kind, data, options) => fromBytesSync('ndjson', kind, data, options, READ)
/** @type {import('./records.js').readCsv} */
export const readCsv = async (kind, data, options) => fromBytes('csv', kind, data, options, [...READ, 'columns'])
/** @type {import('./records.js').readCsvSync} */
export const readCsvSync = (kind, data, options) => fromBytesSync('csv', kind, data, options, [...READ, 'columns'])

/** @type {import('./records.js').recordSchema} */
export function recordSchema(kind) {
  return JSON.parse(schemaOf(kind))
}

/**
 * @typedef {import('./records.js').CsvOptions & import('./linkage.js').RunOptions} Options
 * @param {string} format
 * @param {string} kind
 * @param {Uint8Array | string} data
 * @param {Options | undefined} options
 * @param {string[]} known
 */
async function fromBytes(format, kind, data, options, known) {
  expectOptions(options, [...known, ...RUN])
  const [bytes, columns, text] = [utf8('data', data), json('columns', options?.columns), how(options)]
  const read = await run(options, (token, progress) =>
    readBytes(kind, format, bytes, columns, text, token, progress),
  )
  return JSON.parse(read)
}

/** @param {string} format @param {string} kind @param {Uint8Array | string} data @param {Options | undefined} options @param {string[]} known */
function fromBytesSync(format, kind, data, options, known) {
  expectOptions(options, known)
  return JSON.parse(readBytesSync(kind, format, utf8('data', data), json('columns', options?.columns), how(options)))
}

/**
 * The options of reading as JSON, in the core's own names.
 *
 * @param {import('./records.js').ReadOptions | undefined} options
 */
function how(options) {
  const { unknownFields = 'keep', limits } = options ?? {}
  json('limits', limits) // an object, or nothing
  return json('options', { unknown_fields: unknownFields, limits: limits ?? {} })
}
