// Calls, deadlines and sightings from JavaScript: one answer in three languages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { tips } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/tips_calls.json', import.meta.url), 'utf8'))
const { expected, as_of: asOf, case: ofCase, settings, steps, header } = file
const all = /** @type {any[]} */ (file.tips)
const good = all.filter(({ kind }) => kind)

/** @param {any} found */
const withoutRejected = ({ rejected, ...rest }) => rest

test('calls are the same in three languages', async () => {
  const found = await tips.callsWaiting(all, asOf)
  assert.deepEqual(withoutRejected(found), withoutRejected(expected.waiting))
  assert.deepEqual(found.rejected.listed.map(({ row }) => row), [6])
  assert.deepEqual(tips.callsWaitingSync(all, asOf), found)
  const lines = Buffer.from(all.map((one) => JSON.stringify(one)).join('\n'))
  assert.deepEqual(tips.callsWaitingSync(lines, asOf).waiting, found.waiting)
  assert.deepEqual(tips.callClocks(good[0], asOf), expected.clocks)
  assert.deepEqual(['es-MX', 'kjb', 'ht', 'xx'].map((tag) => tips.language(tag)), expected.languages)
})

test('rules are data', () => {
  const rules = tips.handOverRules()
  rules.version = 'ours'
  assert.equal(tips.callsWaitingSync(good, asOf, { rules }).version, 'ours')
  const table = tips.deadlineRules()
  table.deadlines = table.deadlines.slice(0, 1)
  const found = tips.missingChildDeadlines(ofCase, steps, asOf, { rules: table })
  assert.deepEqual(found.deadlines.map(({ rule }) => rule), ['ncic-entry'])
})

test('deadlines are the same in three languages', () => {
  assert.deepEqual(tips.missingChildDeadlines(ofCase, steps, asOf), expected.deadlines)
})

test('sightings are the same in three languages', async () => {
  const weighed = tips.weighSighting(good[0], ofCase, good, { settings })
  assert.deepEqual(weighed, expected.weighed)
  assert.equal(weighed.components.reduce((sum, { weight }) => sum + weight, 0), weighed.total)
  const found = await tips.sightingsOf(ofCase, all, { settings })
  assert.deepEqual(withoutRejected(found), withoutRejected(expected.sightings))
  assert.equal(found.rejected.total, 1)
  assert.deepEqual(tips.sightingsOfSync(ofCase, [...good].reverse(), { settings }).timeline, found.timeline)
  assert.deepEqual(tips.sightingsDocument(ofCase, good, header, { settings }), expected.document)
})

test('a run can be stopped', async () => {
  const many = Array.from({ length: 20_000 }, (_, number) => ({ ...good[1], id: `S-${number}` }))
  const stop = new AbortController()
  const run = tips.sightingsOf(ofCase, many, { signal: stop.signal })
  stop.abort()
  await assert.rejects(run)
})

test('what cannot be is refused', () => {
  const refused = { code: 'INVALID_PARAMETER' }
  const exceeded = { code: 'LIMIT_EXCEEDED' }
  assert.throws(() => tips.callsWaitingSync(/** @type {any} */ (7), asOf), refused)
  assert.throws(() => tips.callsWaitingSync(good, 'yesterday'), refused)
  assert.throws(() => tips.callsWaitingSync(good, asOf, /** @type {any} */ ({ rule: {} })), refused)
  assert.throws(() => tips.callsWaitingSync(good, asOf, { limits: /** @type {any} */ ({ rows: 1 }) }), exceeded)
  assert.throws(() => tips.callClocks(/** @type {any} */ ({ id: 7 }), asOf), refused)
  assert.throws(() => tips.missingChildDeadlines(ofCase, /** @type {any} */ ({ no_such: 1 }), asOf), refused)
  assert.throws(() => tips.weighSighting(/** @type {any} */ (7), ofCase), refused)
  assert.throws(() => tips.weighSighting(good[0], ofCase, [/** @type {any} */ ({ id: 7 })]), refused)
  assert.throws(() => tips.sightingsOfSync(ofCase, good, { settings: { road_factor: 0 } }), refused)
  assert.throws(() => tips.sightingsOfSync(ofCase, good, { limits: /** @type {any} */ ({ pairs: 1 }) }), exceeded)
  assert.throws(() => tips.sightingsDocument(ofCase, good, /** @type {any} */ ({ id: 'x' })), refused)
  assert.throws(() => tips.language(/** @type {any} */ (7)), refused)
})
