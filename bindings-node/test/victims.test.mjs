// The victim identification desk in JavaScript's hands: what goes in, what is refused, what leaves.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { hashes, release, victims } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/known_files.json', import.meta.url), 'utf8'))
const code = 'INVALID_PARAMETER'
const md5 = '0123456789abcdef'.repeat(2)
/** Anything may come from JavaScript. */
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value)

/** @param {hashes.HashList['settings']} [settings] */
function known(settings = { id: 'national' }) {
  const list = new hashes.HashList(settings)
  list.add([{ id: 'E-1', digests: { md5 }, series: 'V-17' }])
  return list
}

test('files are recognised in any iterable of lists', async () => {
  const series = [{ id: 'V-17', agency: 'ZZ0160000', child_identified: true }]
  const found = await victims.recognise(new Set([{ id: 'F-9', digests: { md5 } }]), new Set([known()]), { series })
  assert.equal(found.files[0]?.outcome, 'recognised')
  assert.equal(found.series[0]?.agency, 'ZZ0160000')
  assert.equal(victims.recogniseSync([{ id: 'F-9' }], [known()]).files[0]?.outcome, 'not_comparable')
})

test('a search sees the lists as they were when it began', async () => {
  const list = known()
  const search = victims.recognise([{ id: 'F-9', digests: { md5 } }], [list])
  list.apply([{ kind: 'delete', id: 'E-1' }])
  assert.equal((await search).files[0]?.outcome, 'recognised')
})

test('what is not as it must be is refused', async () => {
  const files = [{ id: 'F-9', digests: { md5 } }]
  /** @type {[unknown, unknown, unknown?][]} */
  const calls = [
    [files, []],
    [files, [known(), known()]],
    [files, known()],
    [files, [{}]],
    [files, [null]],
    [files, undefined],
    ['files', [known()]],
    [undefined, [known()]],
    [[{ digests: {} }], [known()]],
    [[1n], [known()]],
    [files, [known()], { on: 'May' }],
    [files, [known()], { on: new Date(0) }],
    [files, [known()], { series: [{ name: 'x' }] }],
    [files, [known()], { series: 'V-17' }],
    [files, [known()], { at: '2026-05-01' }],
  ]
  for (const [of, lists, options] of calls) {
    await assert.rejects(victims.recognise(any(of), any(lists), any(options)), { code })
    assert.throws(() => victims.recogniseSync(any(of), any(lists), any(options)), { code })
  }
  await assert.rejects(victims.recognise(files, [known()], { signal: AbortSignal.abort() }), { code: 'CANCELLED' })

  const [{ findings, clues, agencies, jurisdictions }, head] = [file, { id: 'C', agency: 'A', asOf: '2026-06-01' }]
  /** @type {(() => unknown)[]} */
  const others = [
    () => victims.recognitionReport(any(undefined), file.header),
    () => victims.recognitionReport(file.recognition, any({ id: 'R' })),
    () => victims.recognitionReport(file.recognition, { ...file.header, as_of: 'today' }),
    () => victims.checkSubmission(any({}), []),
    () => victims.checkSubmission(file.submission, any([{}])),
    () => new victims.EvidenceGuide(any([{ names: ['x'] }])),
    () => new victims.EvidenceGuide(any('guide')),
    () => new victims.EvidenceGuide([], any({ shortest: 1 })),
    () => victims.combineClues(any([{ id: 'C', picture: 'x' }])),
    () => victims.combineClues(any('clues')),
    () => victims.combineClues([clues[0], clues[0]]),
    () => victims.combineClues(clues, any({ table: [] })),
    () => victims.combineClues(clues, { tables: any([{}]) }),
    () => victims.combineClues(clues, { settings: any({ most_listed: 'all' }) }),
    () => victims.routeClues(any({}), agencies, jurisdictions),
    () => victims.routeClues(findings, any([{ name: 'x' }]), jurisdictions),
    () => victims.routeClues(findings, agencies, any(undefined)),
    () => victims.clueDocument(findings, clues, any(undefined)),
    () => victims.clueDocument(findings, clues, any({ ...head, id: 7 })),
    () => victims.clueDocument(findings, clues, { ...head, asOf: 'today' }),
    () => victims.clueDocument(findings, clues, any({ ...head, as_of: '2026-06-01' })),
  ]
  for (const call of others) assert.throws(call, { code }, String(call))
})

test('a guide finds partial names, and refuses what is no name', async () => {
  const guide = new victims.EvidenceGuide([{ series: 'V-17', names: ['Blue_Tent-03', 'img'] }])
  const hits = guide.find('my blue.tent (3).jpg')
  assert.deepEqual(hits.map(({ series, whole_words }) => [series, whole_words]), [['V-17', true]])
  assert.equal(guide.refusals()[0]?.place, 1)
  assert.equal(inspect(guide), 'EvidenceGuide(1 partial names)')
  assert.equal((await guide.findAll(new Set(['blue tent 3', 'x']))).hits.length, 1)
  assert.deepEqual(guide.find('\ud800'), [])
  assert.equal((await guide.findAll(['blue tent 3', '\ud800'])).odd_names, 1)
  for (const wrong of ['blue tent 3', [7], [null], undefined, {}]) {
    assert.throws(() => guide.findAllSync(any(wrong)), { code })
    await assert.rejects(guide.findAll(any(wrong)), { code })
  }
  assert.throws(() => guide.find(any(7)), { code })
  await assert.rejects(guide.findAll([], { signal: AbortSignal.abort() }), { code: 'CANCELLED' })
})

test('the shipped tables say where they are from', () => {
  const tables = victims.clueTables()
  assert.ok(tables.some(({ kind }) => kind === 'socket'))
  for (const { name, source, licence, rows } of tables) assert.ok(name && source && licence && rows.length > 0)
})

test('clues that say too little are insufficient, with the reason', () => {
  const found = victims.combineClues([{ id: 'C-1', kind: 'driving_side', value: 'left', series: 'V-9' }])
  assert.equal(found.outcome.kind, 'insufficient')
})

test('the report leaves for police only, and names no child', () => {
  const report = victims.recognitionReport(file.recognition, file.header)
  /** @type {any} */
  const request = {
    actor: { id: 'u-17', agency: 'Example State Clearinghouse', role: 'analyst' },
    audience: { kind: 'law_enforcement' },
    recipients: [{ name: 'D. Fields', agency: 'ZZ0160000', law_enforcement: true }],
    purpose: 'victim_identification',
    need_to_know: 'holds the seizure',
    right_to_know: 'sworn officer',
    released_at: '2026-06-02T09:30:00-05:00',
  }
  const out = { ledger: new release.Ledger(), key: Uint8Array.from({ length: 32 }, (_, at) => at) }
  assert.match(release.disseminate(report, request, out).html(), /ZZ0160000/)
  const ngo = { ...request, audience: { kind: 'partner_ngo' } }
  assert.throws(() => release.disseminate(report, ngo, out), { code: 'RELEASE_REFUSED' })
})

test('the report of many files is written on a worker thread too', async () => {
  const report = await victims.recognitionReportAsync(file.recognition, file.header)
  assert.deepEqual(report, victims.recognitionReport(file.recognition, file.header))
  const nobody = { ...file.header, only_agency: 'nobody' }
  await assert.rejects(victims.recognitionReportAsync(file.recognition, nobody), { code })
  const twice = [{ id: 'F' }, { id: 'F' }]
  await assert.rejects(victims.recognise(twice, [known()]), { code: 'DUPLICATE_ID' })
})
