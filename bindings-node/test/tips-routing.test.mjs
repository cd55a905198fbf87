import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { tips } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/tips_routing.json', import.meta.url), 'utf8'))
const { expected } = file
const directory = () => new tips.AgencyDirectory(file.agencies, file.jurisdictions, file.inputs)

test('routes are the same in three languages', async () => {
  const agencies = directory()
  assert.deepEqual(agencies.notes, expected.notes)
  const now = new Date(file.now)
  assert.deepEqual(await agencies.routeAll(file.reports, file.rules, { now }), expected.routed)
  const lines = new TextEncoder().encode(file.reports.map((/** @type {unknown} */ one) => JSON.stringify(one)).join('\n'))
  assert.deepEqual(agencies.routeAllSync(lines, file.rules, { now: file.now }), expected.routed)
  assert.deepEqual(agencies.route(file.reports[0], file.rules, now), expected.routed.routed[0])
})

test('providers are the same in three languages', () => {
  const providers = new tips.ProviderDirectory(file.providers)
  assert.equal(providers.length, 2)
  const found = file.looked_for.map((/** @type {string} */ text) => providers.find(text, file.as_of, file.on))
  assert.deepEqual(found, expected.found)
})

test('what cannot be used is refused', () => {
  const wrong = { code: 'INVALID_PARAMETER' }
  assert.throws(() => new tips.AgencyDirectory([/** @type {any} */ ({})], []), wrong)
  const circle = /** @type {any} */ ([{ id: 'a', part_of: 'b' }, { id: 'b', part_of: 'a' }])
  assert.throws(() => new tips.AgencyDirectory([], circle), wrong)
  assert.throws(() => new tips.ProviderDirectory(/** @type {any} */ ([{ id: 'a' }, { id: 'a' }])), wrong)
  assert.throws(() => directory().route(file.reports[0], /** @type {any} */ ({ points: { danger: 5 } })), wrong)
  assert.throws(() => directory().route(file.reports[0], {}, 'yesterday'), wrong)
  assert.throws(() => new tips.ProviderDirectory([]).find('example.com', 'soon'), wrong)
})
