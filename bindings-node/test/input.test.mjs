// Bad input: each gets a typed error or a counted rejection, and nothing else is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { makeVector, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow'
import fc from 'fast-check'
import { compare, linkage, records } from '../index.js'
import { people, settings } from './people.mjs'

const table = people(60)

/** What one bad value at a place of a column does. @param {string} column @param {unknown} value @param {number} row */
const spoilt = (column, value, row = 4) => ({
  ...table,
  [column]: [...table[/** @type {keyof typeof table} */ (column)]].map((kept, at) => (at === row ? value : kept)),
})

/**
 * Both roads throw an error with this code and message.
 *
 * @param {unknown} bad
 * @param {string} code
 * @param {RegExp} message
 * @param {object} [options]
 */
async function refused(bad, code, message, options) {
  const left = /** @type {linkage.Table} */ (bad)
  const check = (/** @type {unknown} */ error) => {
    assert.ok(error instanceof Error)
    assert.equal(/** @type {Error & { code?: string }} */ (error).code, code)
    assert.match(error.message, message)
    return true
  }
  assert.throws(() => linkage.prepareSync(left, { settings, ...options }), check)
  await assert.rejects(linkage.prepare(left, { settings, ...options }), check)
}

/** The intake of a table, after it went all the way. @param {object} bad @param {number} [least] */
function taken(bad, least = 10) {
  const links = linkage.dedupeSync(/** @type {linkage.Table} */ (bad), settings)
  assert.ok(links.length >= least)
  const [intake] = links.intake
  assert.ok(intake)
  return intake
}

/** @param {linkage.Intake} intake @param {string} name */
const column = (intake, name) => intake.columns.find((column) => column.name === name)

test('a missing column is named', async () => {
  const { id, ...without } = table
  await refused(without, 'MISSING_COLUMN', /"id"/)
  await refused({}, 'MISSING_COLUMN', /"id"/)
  await refused({ ...table, surname: undefined }, 'WRONG_COLUMN_TYPE', /"surname"/)
  const { surname, ...nameless } = table
  await refused(nameless, 'MISSING_COLUMN', /"surname"/)
  await refused(tableToIPC(new Table({ id: vectorFromArray(id, new Utf8()) })), 'MISSING_COLUMN', /"given"/)
})

test('duplicate ids are named by their rows', async () => {
  await refused(spoilt('id', 'R9'), 'DUPLICATE_ID', /rows 4 and 9.*"id"/)
})

test('a column of the wrong type is named, with what it holds', async () => {
  const n = table.id.length
  const rows = (/** @type {unknown} */ value) => Array(n).fill(value)
  for (const [values, found] of /** @type {[unknown, RegExp][]} */ ([
    [rows(true), /booleans/],
    [rows(new Date(0)), /objects/],
    [rows(1n), /bigints/],
    [['a', 1, ...rows('x')].slice(0, n), /strings, and a number in row 1/],
    [[null, 1, 'a', ...rows(1)].slice(0, n), /numbers, and a string in row 2/],
    [new BigUint64Array(n), /BigUint64Array/],
    ['surname', /no array/],
    [null, /no array/],
    [{}, /no array/],
  ])) {
    await refused({ ...table, surname: values }, 'WRONG_COLUMN_TYPE', new RegExp(`"surname".*${found.source}`))
  }
  await refused(
    tableToIPC(new Table({ id: vectorFromArray([[1], [2]]) })),
    'WRONG_COLUMN_TYPE',
    /"id" holds List/,
  )
})

test('an id is text or a whole number', async () => {
  const rows = table.id.map((_, row) => row)
  for (const bad of [0.5, NaN, Infinity, -Infinity, 2 ** 53]) {
    await refused({ ...table, id: [bad, ...rows.slice(1)] }, 'WRONG_COLUMN_TYPE', /"id" holds floating-point/)
    await refused({ ...table, id: Float64Array.from([bad, ...rows.slice(1)]) }, 'WRONG_COLUMN_TYPE', /"id"/)
  }
  await refused({ ...table, id: rows }, 'WRONG_COLUMN_TYPE', /integers in one table and text/, { right: table })
})

test('columns of different length are refused', async () => {
  await refused({ ...table, surname: ['Green'] }, 'LENGTH_MISMATCH', /"surname" has 1 values, expected 60/)
})

test('what is no table is refused', async () => {
  for (const bad of [null, undefined, 7, 'table', [table]]) await refused(bad, 'INVALID_PARAMETER', /a table is an object/)
  for (const bad of [new Uint8Array(0), Uint8Array.of(1, 2, 3), Buffer.from('ARROW1'), Buffer.from('ARROW1\0\0ARROW1')]) {
    await refused(bad, 'INVALID_PARAMETER', /Arrow IPC/)
  }
})

test('nulls are missing values, and a row without id is set aside', () => {
  const nulls = table.surname.filter((value) => value === null).length
  const intake = taken(spoilt('id', null))
  assert.deepEqual([intake.rows, intake.records], [60, 59])
  assert.deepEqual(intake.rejections.listed, [{ row: 4, field: 'id', reason: 'the id is missing' }])
  assert.equal(column(intake, 'surname')?.missing, nulls)
  assert.equal(taken(spoilt('surname', undefined, 5)).records, 60)
  assert.equal(taken({ ...table, surname: table.surname.map(() => null) }, 1).records, 60)
})

test('an empty table and one row are tables, too small to learn from', async () => {
  const empty = Object.fromEntries(Object.keys(table).map((name) => [name, /** @type {string[]} */ ([])]))
  for (const [few, count] of /** @type {const} */ ([[empty, 0], [people(1), 1]])) {
    const prepared = linkage.prepareSync(few, { settings })
    assert.equal(prepared.length, count)
    assert.equal(prepared.possiblePairs, 0)
    assert.throws(() => linkage.trainSync(prepared), { code: 'INSUFFICIENT_DATA' })
    await assert.rejects(linkage.dedupe(few, settings), { code: 'INSUFFICIENT_DATA' })
    const { model } = linkage.dedupeSync(table, settings)
    const links = linkage.dedupeSync(few, model)
    assert.equal(links.length, 0)
    assert.equal(links.clusters(0.5).length, count)
    assert.deepEqual(links.toColumns().matchWeightMillibits, new Int32Array(0))
    assert.equal(links.toArrow().constructor, Uint8Array)
  }
})

test('half a surrogate pair is refused by column and row, never replaced', async () => {
  for (const bad of ['Núñez \ud800', '\udc00', '\udc00\ud800']) {
    await refused(spoilt('surname', bad), 'INVALID_UNICODE', /column "surname".*row 4/)
    await refused(spoilt('id', bad), 'INVALID_UNICODE', /column "id".*row 4/)
    assert.throws(() => compare.names('Smith', bad), { code: 'INVALID_UNICODE', message: /"b"/ })
    assert.throws(() => compare.fullNames(['a', bad], ['a', 'b']), { code: 'INVALID_UNICODE', message: /"a"/ })
    assert.throws(() => records.isPlaceholder(bad), { code: 'INVALID_UNICODE' })
    const read = records.read('person', [{ id: '1' }, { id: '2', names: [{ given: bad }] }])
    assert.deepEqual(read.rejected.listed.map(({ row }) => row), [1])
    assert.throws(() => linkage.prepareSync(table, { settings: { ...settings, id: bad } }), { code: 'INVALID_SETTINGS' })
    assert.throws(() => linkage.Model.fromJson(bad), { code: 'INVALID_UNICODE' })
  }
  // two halves in neighbouring rows are no pair
  const halves = { ...table, surname: ['\ud83d', '\ude00', ...table.surname.slice(2)] }
  await refused(halves, 'INVALID_UNICODE', /row 0/)
  assert.equal(taken(spoilt('surname', '😀 \ufffd')).rejections.total, 0)
})

test('bytes that are no UTF-8 in Arrow are refused', async () => {
  const bytes = tableToIPC(new Table({ id: vectorFromArray(['canary', 'b'], new Utf8()) }))
  bytes[Buffer.from(bytes).indexOf('canary')] = 0xff
  await refused(bytes, 'INVALID_UNICODE', /not UTF-8/)
})

test('a date that does not exist is reported and still compared', () => {
  const intake = taken(spoilt('born', '1971-02-30'))
  assert.deepEqual(intake.rejections.counts, [{ field: 'born', reason: 'the date does not exist', count: 1 }])
  assert.deepEqual(taken(spoilt('born', 'yesterday')).rejections.listed.map(({ row, field }) => [row, field]), [[4, 'born']])
})

test('a name of 1 MB is set aside, and the limit can be raised', () => {
  const long = spoilt('surname', 'Ana '.repeat(250_000))
  assert.match(taken(long).rejections.listed[0]?.reason ?? '', /longer than the limit field_bytes/)
  const links = linkage.dedupeSync(/** @type {linkage.Table} */ (long), settings, { limits: { field_bytes: 2_000_000 } })
  assert.equal(links.intake[0]?.rejections.total, 0)
})

test('a record that another language would change is set aside, and nothing of the others is lost', () => {
  const time = { earliest: '2026-03-02T14:50:00', latest: '2026-03-02T15:30:00', note: 'x' }
  const kept = { id: 'a', event_type: 'unstated', time, victims: [{ age: { least: 4, most: 5, src: 'x' } }] }
  assert.deepEqual(records.read('incident', [kept]).records, [kept])
  const big = records.readNdjsonSync('media_file', '{"id": "a", "size_bytes": 9007199254740993}\n{"id": "b", "size_bytes": 7}')
  assert.deepEqual(big.rows, [1])
  assert.match(big.rejected.listed[0]?.reason ?? '', /beyond 2\^53/)
  const many = records.read('person', [{ id: 'a', x: Array(100_001).fill(300) }])
  assert.match(many.rejected.listed[0]?.reason ?? '', /limit record_values/)
  const cars = records.read('incident', [{ id: 'c', vehicles: [{ colors: ['BLU/WHI'] }] }])
  assert.deepEqual(cars.records, [{ id: 'c', event_type: 'unstated', vehicles: [{ colors: ['blue', 'white'] }] }])
  assert.throws(() => records.readCsvSync('person', 'id,names\nA-1,John Doe\n'), { code: 'INVALID_PARAMETER' })
})

test('a block of 100,000 equal keys is refused and counted', async () => {
  const many = people(100_000)
  const equal = { ...many, surname: Array(100_000).fill('Green'), given: Array(100_000).fill('Anna') }
  const prepared = await linkage.prepare(equal, { settings })
  const [block] = linkage.estimatePairs(prepared).refused
  assert.equal(block?.rule, 2)
  assert.equal(block?.records, 100_000)
  const links = await linkage.findLinks(prepared, await linkage.train(prepared))
  assert.ok(links.length > 10_000)
  assert.deepEqual(links.report.refused_blocks, [block])
})

test('placeholders count as missing and make no block', () => {
  const n = table.id.length
  const filler = {
    ...table,
    given: table.given.map((value, row) => (row % 2 ? 'unknown' : value)),
    surname: table.surname.map((value, row) => (row % 2 ? 'n/a' : value)),
    born: Array(n).fill('1900-01-01'),
  }
  const links = linkage.dedupeSync(filler, settings)
  const intake = links.intake[0]
  assert.ok(intake)
  assert.deepEqual(['given', 'surname', 'born'].map((name) => column(intake, name)?.placeholders), [30, 30, 60])
  assert.equal(linkage.estimatePairs(linkage.prepareSync(filler, { settings })).pairs_by_rule[0], 0)
})

test('coordinates that are no numbers on Earth are set aside', () => {
  const intake = taken({ ...table, lat: [NaN, Infinity, 95, ...table.lat.slice(3)] })
  const aside = intake.rejections.total + (column(intake, 'lat')?.placeholders ?? 0)
  assert.equal(aside, 3)
  assert.equal(compare.points([NaN, 0], [0, 0]), null)
  assert.throws(() => compare.points(/** @type {any} */ ([1]), [0, 0]), { code: 'INVALID_PARAMETER' })
})

test('settings and limits are checked', async () => {
  for (const bad of [undefined, null, {}, { ...settings, blocking: [] }, { ...settings, colour: 'red' }]) {
    await refused(table, 'INVALID_SETTINGS', /settings/, { settings: bad })
  }
  await refused(table, 'INVALID_PARAMETER', /"limits"/, { limits: { rowss: 3 } })
  await refused(table, 'LIMIT_EXCEEDED', /"rows" is 30, and 3/, { limits: { rows: 30 } })
  await refused(table, 'INVALID_PARAMETER', /"mode"/, { mode: 'link' })
  await refused(table, 'INVALID_PARAMETER', /"mode"/, { mode: 'merge' })
  await refused(table, 'INVALID_PARAMETER', /"mode"/, { mode: 'dedupe', right: table })
  const links = linkage.dedupeSync(table, settings)
  for (const minimumProbability of [0, 1, -1, NaN]) {
    assert.throws(() => linkage.dedupeSync(table, settings, { minimumProbability }), { code: 'INVALID_PARAMETER' })
    assert.throws(() => links.clusters(minimumProbability), { code: 'INVALID_PARAMETER' })
  }
  for (const threads of [-1, 0.5, NaN, 2 ** 40]) {
    await assert.rejects(linkage.dedupe(table, settings, { threads }), { code: 'INVALID_PARAMETER', message: /"threads"/ })
  }
  const other = linkage.prepareSync(table, { settings: { ...settings, blocking: [[{ column: 'phone' }]] } })
  assert.throws(() => linkage.findLinksSync(other, links.model), { code: 'INVALID_SETTINGS' })
})

test('a model that is newer, cut short or changed is refused', () => {
  const { model } = linkage.dedupeSync(table, settings)
  const bytes = model.toBytes()
  const newer = bytes.slice()
  newer[8] = 2
  assert.throws(() => linkage.Model.fromBytes(newer), { code: 'MODEL_VERSION' })
  assert.throws(() => linkage.Model.fromJson(model.toJson().replace('"version": 1', '"version": 9')), { code: 'MODEL_VERSION' })
  for (const end of [0, 7, 8, 11, 19, 20, bytes.length - 1]) {
    assert.throws(() => linkage.Model.fromBytes(bytes.slice(0, end)), { code: 'CORRUPT_MODEL' })
  }
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = bytes.slice()
      changed[at] = /** @type {number} */ (changed[at]) ^ change
      assert.throws(() => linkage.Model.fromBytes(changed), { code: /CORRUPT_MODEL|MODEL_VERSION/ })
    }),
  )
  for (const json of ['', '{}', 'null', '[', model.toJson().slice(0, -2)]) {
    assert.throws(() => linkage.Model.fromJson(json), { code: 'CORRUPT_MODEL' })
  }
})

test('no bytes in place of Arrow bring the process down', () => {
  const arrow = new Table({
    id: vectorFromArray(table.id, new Utf8()),
    given: vectorFromArray(table.given, new Utf8()),
    surname: vectorFromArray(table.surname),
    born: vectorFromArray(table.born, new Utf8()),
    phone: vectorFromArray(table.phone, new Utf8()),
    lat: makeVector(table.lat),
    lon: makeVector(table.lon),
  })
  /** @param {Uint8Array} bytes */
  const read = (bytes) => {
    try {
      linkage.prepareSync(bytes, { settings })
    } catch (error) {
      assert.match(String(/** @type {Error & { code: string }} */ (error).code), /^[A-Z_]+$/)
    }
  }
  for (const whole of [tableToIPC(arrow, 'stream'), tableToIPC(arrow, 'file')]) {
    assert.equal(linkage.prepareSync(whole, { settings }).length, 60)
    for (let end = 0; end < whole.length; end += 13) read(whole.subarray(0, end))
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = whole.slice()
        for (const [at, byte] of changes) changed[at] = byte
        read(changed)
      }),
      { numRuns: 300 },
    )
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read))
})

test('records that are not valid are set aside, the rest goes on', () => {
  const { records: persons, rejected } = records.read('person', [
    { id: 'a' },
    null,
    undefined,
    'b',
    { id: 'c', birth_date: '1971-02-30' },
    { id: 'd', addresses: [{ latitude: NaN, longitude: 0 }] },
    { id: 'a' },
    { id: 'e', names: undefined },
  ])
  assert.deepEqual(persons.map(({ id }) => id), ['a', 'e'])
  assert.deepEqual(rejected.listed.map(({ row }) => row), [1, 2, 3, 4, 5, 6])
  assert.throws(() => records.read('person', [{ id: 'a' }, { id: 'b' }], { limits: { rows: 1 } }), { code: 'LIMIT_EXCEEDED' })
  assert.equal(/** @type {any} */ (records.recordSchema('person')).title, 'Person')
  let nested = {}
  for (let i = 0; i < 500; i++) nested = { nested }
  /** @type {{ id: string, self?: object }} */
  const itself = { id: 'b' }
  itself.self = itself
  const odd = records.read('person', [{ id: 'a', nested }, itself, { id: 1n }, { id: 'z' }])
  assert.deepEqual(odd.records.map(({ id }) => id), ['z'])
  assert.deepEqual(odd.rejected.counts.map(({ count, reason }) => [count, reason]), [[3, 'is not an object of plain values']])
})

test('an argument of a wrong type has one code, and missing values compare as missing', async () => {
  const links = linkage.dedupeSync(table, settings)
  const prepared = linkage.prepareSync(table, { settings })
  const code = { code: 'INVALID_PARAMETER' }
  /** @type {((...args: any[]) => unknown)[]} */
  const wrong = [
    () => compare.names(/** @type {any} */ (3), 'Smith'),
    () => compare.jaroWinkler(/** @type {any} */ (null), 'Smith'),
    () => compare.fullNames(/** @type {any} */ ('John Smith'), ['John', 'Smith']),
    () => records.isPlaceholder(/** @type {any} */ (undefined)),
    () => records.read('person', '[{"id": "1"}]'),
    () => records.read('person', /** @type {any} */ ({ id: '1' })),
    () => links.explain(/** @type {any} */ (undefined), 'R1'),
    () => links.explainLink(/** @type {any} */ ('0')),
    () => linkage.Model.fromBytes(/** @type {any} */ ('abc')),
    () => linkage.Model.fromJson(/** @type {any} */ (undefined)),
    () => linkage.trainSync(/** @type {any} */ (table)),
    () => linkage.findLinksSync(prepared, /** @type {any} */ (settings)),
    () => linkage.findLinksSync(prepared, links.model, { minimumProbability: /** @type {any} */ ('0.5') }),
    () => linkage.prepareSync(table, /** @type {any} */ (undefined)),
    () => linkage.estimatePairs(/** @type {any} */ ({})),
    () => linkage.prepareSync(table, { settings, limits: /** @type {any} */ (new Map([['rows', 1]])) }),
    () => linkage.prepareSync(table, { settings, limits: /** @type {any} */ ({ rows: 1n }) }),
    () => linkage.prepareSync(table, { settings: /** @type {any} */ (() => 1) }),
    () => records.read('person', [], { limits: /** @type {any} */ (0) }),
    // names that are mistyped
    () => linkage.prepareSync(table, /** @type {any} */ ({ settings, limit: {} })),
    () => linkage.dedupeSync(table, settings, /** @type {any} */ ({ minimum_probability: 0.5 })),
    () => links.explainLink(0, /** @type {any} */ ({ show_values: true })),
    () => compare.texts('a', 'b', /** @type {any} */ ({ metrics: 'levenshtein' })),
  ]
  for (const call of wrong) assert.throws(call, code, String(call))
  await assert.rejects(linkage.train(/** @type {any} */ (table)), code)
  await assert.rejects(linkage.train(prepared, { signal: /** @type {any} */ ({}) }), code)
  await assert.rejects(linkage.train(prepared, { progress: /** @type {any} */ (3) }), code)
  await assert.rejects(linkage.prepare(table, /** @type {any} */ (undefined)), code)

  const long = { code: 'LIMIT_EXCEEDED', message: /"field_bytes" is 1024/ }
  for (const family of [compare.names, compare.texts, compare.identifiers, compare.levenshtein]) {
    assert.throws(() => family('x'.repeat(1_000_000), 'y'.repeat(1_000_000)), long)
  }
  assert.throws(() => compare.fullNames(['x'.repeat(1_025), ''], ['', '']), long)
  assert.equal(compare.names('Smith', null), null)
  assert.equal(compare.dates(undefined, '1971-06-24'), null)
  assert.deepEqual(compare.fullNames([null, 'Smith'], ['John', 'Smith']).map((level) => level?.code), [undefined, 'same'])
})

test('what the console shows of a result names nobody', () => {
  const links = linkage.dedupeSync(table, settings)
  const [id] = links.toColumns().idLeft
  const shown = [links, links.model, links.explainLink(0), links.clusters()].map((it) => inspect(it))
  assert.match(shown.join(), /^Links\(\d+ links\),Model\(\d+ comparisons\),Explanation\(.*\),Clusters\(60 records in \d+ clusters\)$/)
  assert.ok(!shown.join().includes(String(id)))
  assert.deepEqual(links.clusters().toColumns(), links.clusters(0.95).toColumns())
})

test('truth may have columns that nobody asked for', () => {
  const links = linkage.dedupeSync(table, settings)
  const truth = { id: table.id, entity: table.id.map((id) => String(id)) }
  const more = /** @type {any} */ ({ ...truth, seen: [true], when: [new Date(0)] })
  assert.deepEqual(links.evaluate(more), links.evaluate(truth))
})

test('texts of any size and arrays of another realm are read', () => {
  const long = { ...table, surname: table.surname.map(() => 'x'.repeat(12_000_000)) }
  assert.equal(linkage.prepareSync(long, { settings }).intake[0]?.rejections.total, 60)
  const elsewhere = runInNewContext('new Float64Array([1, 2, 3])')
  const own = { ...table, id: table.id.slice(0, 3), surname: ['a', 'b', 'c'], given: ['a', 'b', 'c'], born: [null, null, null] }
  const three = Object.fromEntries(Object.entries(own).map(([name, values]) => [name, [...values].slice(0, 3)]))
  assert.equal(linkage.prepareSync({ .../** @type {any} */ (three), id: elsewhere }, { settings }).length, 3)
})

test('half a surrogate pair in a text of records is refused, never replaced', async () => {
  const code = 'INVALID_UNICODE'
  const csv = 'id,names[0].surname\n1,Gr\ud800en\n'
  const json = '{"id": "1", "names": [{"surname": "Gr\ud800en"}]}'
  await assert.rejects(records.readCsv('person', csv), { code, message: /data/ })
  assert.throws(() => records.readCsvSync('person', csv), { code })
  await assert.rejects(records.readNdjson('person', json), { code })
  assert.throws(() => records.readNdjsonSync('person', json), { code })
  await assert.rejects(records.readJson('person', `[${json}]`), { code })
  assert.throws(() => records.readJsonSync('person', `[${json}]`), { code })
  assert.equal(records.readCsvSync('person', 'id\n\u{1f600}\n').records[0]?.id, '\u{1f600}')
})

test('options that JSON has no form for are refused with a code', () => {
  for (const options of [{ unknownFields: 1n }, { limits: { rows: 1n } }, { limits: [1] }]) {
    assert.throws(() => records.read('person', [], /** @type {any} */ (options)), { code: 'INVALID_PARAMETER' })
  }
})
