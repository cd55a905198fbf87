// Attempted abductions from JavaScript: one answer in three languages.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { abductions, release, synth } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/abductions.json', import.meta.url), 'utf8'))
const incidents = /** @type {any[]} */ (synth.world(file.seed, file.size).recordsSync('incident'))

test('series', async () => {
  assert.deepEqual((await abductions.series(incidents, file.settings)).series, file.series)
  assert.deepEqual(abductions.seriesSync(incidents, file.settings).series, file.series)
})

test('the index lives', async () => {
  const index = new abductions.SimilarIndex()
  await index.add(incidents)
  index.addSync(incidents.slice(0, 3))
  const one = incidents.find(({ id }) => id === file.similar_to)
  assert.deepEqual(await index.findSimilar(one, { most: 3 }), file.similar)
  assert.deepEqual(index.findSimilarSync(one, { most: 3 }), file.similar)
  const other = file.similar[0].incident
  const evidence = index.evidence(one.id, other)
  assert.equal(evidence.terms.reduce((sum, { weight }) => sum + weight, 0), evidence.total)
  assert.equal(index.remove(other), true)
  assert.equal(index.remove(other), false)
  assert.equal(index.length, incidents.length - 1)
  assert.throws(() => index.evidence(one.id, other), { code: 'UNKNOWN_RECORD' })
  assert.ok(Array.isArray(index.flags()))
})

test('what is written is the same in three languages', async () => {
  const url = new URL('../../core/tests/vectors/abductions_documents.json', import.meta.url)
  const file = JSON.parse(readFileSync(url, 'utf8'))
  const world = synth.world(file.seed, file.size)
  const incidents = /** @type {any[]} */ (world.recordsSync('incident'))
  const cases = /** @type {any[]} */ (world.recordsSync('case'))
  const found = abductions.seriesSync(incidents)
  assert.deepEqual(await abductions.trends(incidents, file.as_of, file.trend_settings), file.trends)
  assert.deepEqual(abductions.trendsSync(incidents, file.as_of, file.trend_settings), file.trends)
  const key = Uint8Array.from({ length: 32 }, (_, at) => at)
  /** @type {(document: any, request: any) => string} */
  const page = (document, request) => {
    const released = release.disseminate(document, request, { ledger: new release.Ledger(), key })
    return createHash('sha256').update(released.html()).digest('hex')
  }
  for (const [name, settings] of Object.entries(file.summaries)) {
    const document = await abductions.summary(incidents, found, cases, settings)
    assert.deepEqual(abductions.summarySync(incidents, found, cases, settings), document)
    assert.equal(page(document, file.requests[name]), file.pages[name])
  }
  const [series] = found.series
  if (!series) throw new Error('the world of the vectors has a series')
  const bulletin = abductions.specialBulletin(series, incidents, file.bulletin)
  assert.equal(page(bulletin, file.requests.law_enforcement), file.pages.bulletin)
  assert.throws(() => abductions.specialBulletin(series, [], file.bulletin), { code: 'UNKNOWN_RECORD' })
})

test('what cannot be is refused, and a run can be stopped', async () => {
  /** @type {(() => unknown)[]} */
  const wrong = [
    () => abductions.seriesSync([], /** @type {any} */ ({ join: 1 })),
    () => new abductions.SimilarIndex(/** @type {any} */ ({ values: { race: { on: 3 } } })),
    () => abductions.trainEvidenceSync(incidents, [/** @type {any} */ ({ incident: 'x' })]),
    () => abductions.specialBulletin(/** @type {any} */ ({}), [], /** @type {any} */ ({})),
    () => abductions.trendsSync([], 'a day'),
    () => abductions.trendsSync(incidents, '2026-06-01', { regions: [{ kind: 'state', state: 'Ilinois' }] }),
  ]
  for (const call of wrong) assert.throws(call, { code: 'INVALID_PARAMETER' }, String(call))
  const signal = AbortSignal.abort()
  await assert.rejects(abductions.series(incidents, {}, { signal }), { code: 'CANCELLED' })
  await assert.rejects(abductions.trainEvidence(incidents, [], {}, { signal }), { code: 'CANCELLED' })
})

test('one bad incident is set aside', async () => {
  const bad = /** @type {any[]} */ ([{ id: 7 }, 'no incident', { id: 'B', time: 'in May' }])
  const found = abductions.seriesSync([...incidents, ...bad], file.settings)
  assert.deepEqual(found.series, file.series)
  assert.equal(found.rejected?.total, 3)
  assert.deepEqual(found.rejected?.listed.map(({ field }) => field), ['id', 'record', 'time'])
  const index = new abductions.SimilarIndex()
  assert.equal((await index.add([...incidents, ...bad])).total, 3)
  assert.equal(index.addSync(bad).total, 3)
  assert.equal(index.length, incidents.length)
})

test('a flat table as series are published', async () => {
  const table = {
    crimeID: ['C:1', 'C:2', 'C:3', 'C:4'],
    X: Float64Array.of(4, 7, NaN, 1),
    Y: Float64Array.of(9, 13, NaN, 1),
    MO1: ['3', '3', 'NA', '5'],
    when: ['1993-05-15 16:00:00', '1993-05-16', 'NA', 'soon'],
    who: ['O:1', 'O:1', null, 'O:2'],
  }
  const columns = {
    id: 'crimeID', x: 'X', y: 'Y', coordinates: /** @type {const} */ ('kilometres'), earliest: 'when',
    methods: ['MO1'], offenders: ['who'],
  }
  const read = await abductions.readTable(table, columns)
  assert.deepEqual(abductions.readTableSync(table, columns), read)
  assert.deepEqual(read.rows, [0, 1, 2])
  assert.deepEqual(read.rejected.listed.map(({ row, field }) => [row, field]), [[3, 'when']])
  assert.deepEqual(read.solved, ['C:1', 'C:2'].map((incident) => ({ incident, offender: 'O:1' })))
  const [first, second, third] = read.incidents
  assert.deepEqual(first?.methods, [{ scheme: 'MO1', code: '3' }])
  assert.deepEqual(second?.time, { earliest: '1993-05-16T00:00:00', latest: '1993-05-16T23:59:59' })
  assert.equal(third?.time, undefined)
  const index = new abductions.SimilarIndex()
  index.addSync(read.incidents)
  const distance = index.evidence('C:1', 'C:2').terms.find(({ kind }) => kind === 'distance')
  assert.ok(Math.abs((distance?.gap ?? 0) - 5) < 1e-4)
  assert.throws(() => abductions.readTableSync(table, { id: 'nothing' }), { code: 'MISSING_COLUMN' })
  assert.throws(() => abductions.readTableSync(table, { x: 'X' }), { code: 'INVALID_PARAMETER' })
  await assert.rejects(abductions.readTable(table, columns, { signal: AbortSignal.abort() }), { code: 'CANCELLED' })
})
