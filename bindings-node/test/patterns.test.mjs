// Patterns in space and time from JavaScript: one answer in three languages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { clustering, events as door, patterns } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/patterns.json', import.meta.url), 'utf8'))
const camel = (/** @type {string} */ name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())

test('tests on events', async () => {
  for (const one of file.cases) {
    const { columns, settings } = file.tables[one.columns]
    const events = new door.Events(columns, settings)
    assert.deepEqual(events.setAside, one.set_aside)
    const name = camel(one.test)
    const isPlain = ['near_repeat_pairs', 'st_dbscan', 'geographic_profile'].includes(one.test)
    const how = { ...(isPlain ? {} : { replicates: file.replicates, seed: file.seed }) }
    const face = /** @type {any} */ (one.test === 'st_dbscan' ? clustering : patterns)
    const { further } = one
    if (one.test === 'scan_permutation' && further) Object.assign(how, { places: further })
    if (one.test === 'st_dbscan') Object.assign(how, further)
    const given = [events, one.settings, how]
    if (one.test === 'scan_poisson') given.splice(1, 0, further)
    if (one.test === 'scan_bernoulli') given.splice(1, 0, further.is_case)
    assert.deepEqual(await face[name](...given), one.found, name)
    assert.deepEqual(face[`${name}Sync`](...given), one.found, name)
  }
})

test('counts', () => {
  const face = /** @type {any} */ (patterns)
  for (const one of file.counts) assert.deepEqual(face[camel(one.method)](one.counts, one.settings), one.found)
  assert.deepEqual(patterns.benjaminiHochberg([0.01, 0.5]), [0.02, 0.5])
  assert.equal(patterns.poissonReference(1, 2).toFixed(3), '1.443')
})

test('times that are spans', () => {
  assert.equal(patterns.expectedGap([0, 2], [6, 10]), 7)
  assert.equal(patterns.expectedCircularGap([23, 23], [49, 49], 24), 2)
  assert.equal(patterns.probabilityWithin([0, 2], [0, 2], 1), 0.75)
  assert.deepEqual(patterns.aoristicWeights([14.5, 16.5], [14, 15, 16, 17]), [0.25, 0.5, 0.25])
  const events = new door.Events({ x: [1], y: [1], start: [0.5], until: [2.5] }, { end: 'until' })
  assert.deepEqual(patterns.aoristicCounts(events, [0, 1, 2, 3]), [0.25, 0.5, 0.25])
  const profile = patterns.timeProfile([{ earliest: '2026-05-29T15:10:00', latest: '2026-05-29T15:10:00' }])
  assert.equal(profile.hours[15], 1)
})

test('what cannot be is refused, and a run can be stopped', async () => {
  const columns = { x: [1, 2], y: [1, 2], start: ['2026-05-29', 'soon'] }
  const events = new door.Events(columns)
  assert.deepEqual([events.length, [...events.rows()], events.setAside.total], [1, [0], 1])
  /** @type {[() => unknown, string][]} */
  const wrong = [
    [() => new door.Events(columns, { x: 'lon' }), 'MISSING_COLUMN'],
    [() => new door.Events({ ...columns, y: [1] }), 'LENGTH_MISMATCH'],
    [() => new door.Events(columns, /** @type {any} */ ({ metric: 'furlongs' })), 'INVALID_PARAMETER'],
    [() => new door.Events(columns, {}, { limits: { rows: 1 } }), 'LIMIT_EXCEEDED'],
    [() => patterns.knoxSync(events, { within_metres: -1 }), 'INVALID_PARAMETER'],
    [() => patterns.knoxSync(events, {}, { replicates: 1.5 }), 'INVALID_PARAMETER'],
    [() => patterns.knoxSync(/** @type {any} */ ({})), 'INVALID_PARAMETER'],
    [() => patterns.knoxSync(events, {}, /** @type {any} */ ({ replicate: 1 })), 'INVALID_PARAMETER'],
    [() => patterns.expectedGap(/** @type {any} */ ([1]), [1, 2]), 'INVALID_PARAMETER'],
    [() => patterns.timeProfile([/** @type {any} */ ({})]), 'INVALID_PARAMETER'],
  ]
  for (const [call, code] of wrong) assert.throws(call, { code }, String(call))
  const many = Array.from({ length: 4_000 }, (_, n) => (n * 7_919) % 5_000)
  const crowd = new door.Events({ x: many, y: many, start: many }, { metric: 'euclidean' })
  const signal = AbortSignal.timeout(20)
  const running = patterns.knox(crowd, { within_metres: 5_000 }, { replicates: 100_000, signal })
  await assert.rejects(running, { code: 'CANCELLED' })
})
