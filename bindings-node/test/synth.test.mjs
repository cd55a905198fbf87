// Synthetic worlds and documents in JavaScript's hands.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { documents, records, release, synth } from '../index.js'

const SIZE = { offenders: 300, cases: 50, incidents: 200, tips: 100, files: 100 }
const TRUTHS = /** @type {const} */ (['offender', 'case', 'incident', 'tip', 'media_file'])
const KINDS = /** @type {const} */ ([...TRUTHS, 'series', 'agency', 'jurisdiction', 'provider'])

test('records are what the reader reads', async () => {
  const world = synth.world(7, SIZE)
  for (const kind of KINDS) {
    const bytes = world.ndjsonSync(kind)
    assert.deepEqual(await world.ndjson(kind), bytes)
    const read = records.readNdjsonSync(kind, bytes)
    assert.equal(read.rejected.total, 0)
    assert.equal((await world.records(kind)).length, read.records.length)
    assert.deepEqual(world.recordsSync(kind, { start: 1, stop: 3 }), await world.records(kind, { start: 1, stop: 3 }))
  }
  for (const kind of TRUTHS) assert.equal((await world.truth(kind)).length, world.count(kind))
  const listed = world.truthSync('offender').flatMap((person) => person.records)
  assert.deepEqual(listed, world.recordsSync('offender').map(({ id }) => id))
})

test('bytes are those of Rust', () => {
  const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/synth.json', import.meta.url), 'utf8'))
  const world = synth.world(file.seed, file.size)
  const hash = createHash('sha256')
  for (const kind of file.kinds) hash.update(world.ndjsonSync(kind))
  assert.equal(hash.digest('hex'), file.sha256)
})

test('what there is not is refused, and a run can be stopped', async () => {
  const world = synth.world(7, SIZE)
  /** @type {(() => unknown)[]} */
  const wrong = [
    () => world.recordsSync(/** @type {any} */ ('person')),
    () => world.recordsSync('case', { stop: 51 }),
    () => world.recordsSync('case', { start: -1 }),
    () => world.truthSync(/** @type {any} */ ('agency')),
    () => synth.world(-1, SIZE),
    () => synth.world(7, /** @type {any} */ ({ offender: 1 })),
    () => synth.world(7, SIZE, { rates: { english: 2 } }),
    () => synth.world(7, SIZE, { asOf: 'soon' }),
    () => synth.world(7, SIZE, { asOf: '0001-01-01' }),
    () => synth.world(7, SIZE, { asOf: '2400-01-01' }),
    () => Reflect.construct(synth.World, [{}]),
  ]
  for (const call of wrong) assert.throws(call, { code: 'INVALID_PARAMETER' }, String(call))
  const signal = AbortSignal.timeout(20)
  await assert.rejects(synth.world(7, { offenders: 500_000 }).ndjson('offender', { signal }), { code: 'CANCELLED' })
})

test('a document that is not whole is refused, and so is a release that says too little', () => {
  /** @type {any} */
  const document = { id: 'D-1', agency: 'State Police', as_of: '2026-06-01', title: [{ value: 'x', field: 'general' }], sections: [] }
  documents.check(document)
  assert.throws(() => documents.check({ ...document, id: '' }), { code: 'INVALID_PARAMETER' })
  assert.throws(() => documents.check(/** @type {any} */ (null)), { code: 'INVALID_PARAMETER' })
  const ledger = new release.Ledger()
  const actor = { id: 'u-17', agency: 'State Police', role: 'analyst' }
  /** @type {any} */
  const request = { actor, audience: { kind: 'family' }, purpose: 'missing_child', released_at: '2026-06-02T09:30:00Z' }
  const key = new Uint8Array(32)
  assert.throws(() => release.disseminate(document, request, { ledger, key }), { code: 'RELEASE_REFUSED' })
  assert.throws(() => release.disseminate(document, request, { ledger, key: new Uint8Array(31) }), { code: 'INVALID_PARAMETER' })
  assert.throws(() => release.disseminate(document, request, /** @type {any} */ (undefined)), { code: 'INVALID_PARAMETER' })
  assert.equal(ledger.length, 0)
})
