// Perceptual hashes from Node: what goes in, what is refused, what a search sees.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { hashes } from '../index.js'

const { PerceptualIndex } = hashes
const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/hashes.json', import.meta.url), 'utf8'))
const zero = new Uint8Array(32)

/** @param {hashes.HashMatches} found */
const plain = ({ query, id, distance }) => ({ query: [...query], id: [...id], distance: [...distance] })

test('what all three languages find', async () => {
  const index = await PerceptualIndex.build(file.stored)
  for (const number of file.removed) {
    assert.equal(index.remove(number), true)
    assert.equal(index.remove(number), false)
    assert.equal(index.get(number), undefined)
  }
  const bytes = Buffer.concat(file.queries.map((/** @type {string} */ query) => Buffer.from(query, 'hex')))
  for (const { radius, ...expected } of file.cases) {
    assert.deepEqual(plain(await index.findAll(bytes, { radius })), expected)
    assert.deepEqual(plain(index.findAllSync(file.queries, { radius })), expected)
    const first = index.find(file.queries[0], radius)
    assert.deepEqual(first.map(({ id }) => id), expected.id.slice(0, first.length))
  }
})

test('what is no hash is refused, and nothing is stored', async () => {
  const index = new PerceptualIndex()
  const code = 'INVALID_PARAMETER'
  for (const wrong of ['', '0'.repeat(63), 'g'.repeat(64), new Uint8Array(31), 5, null, undefined, {}]) {
    // @ts-expect-error: not all of them are hashes
    assert.throws(() => index.insert(wrong), { code })
    // @ts-expect-error: the same
    assert.throws(() => index.extend([zero, wrong]), { code })
  }
  assert.throws(() => index.extend(new Uint8Array(33)), { code })
  await assert.rejects(PerceptualIndex.build(new Uint8Array(33)), { code })
  assert.equal(index.length, 0)
  assert.throws(() => index.find(zero, 65), { code })
  assert.throws(() => index.find(zero, -1), { code })
  assert.throws(() => index.remove(0.5), { code })
  // @ts-expect-error: there is no such option
  assert.throws(() => index.findAllSync([zero], { radios: 3 }), { code })
  assert.equal(inspect(index), 'PerceptualIndex(0 hashes)')
})

test('what changes counts at once, and a search sees the index as it was when it began', async () => {
  const index = new PerceptualIndex({ scanning: true })
  assert.equal(index.insert(zero), 0)
  const search = index.findAll([zero])
  index.remove(0)
  assert.deepEqual(plain(await search), { query: [0], id: [0], distance: [0] })
  assert.deepEqual(index.find(zero), [])
  assert.equal(index.plan(), 'scan')
  assert.ok(index.bytes > 0)
})

test('a build can be stopped', async () => {
  const signal = AbortSignal.abort()
  await assert.rejects(PerceptualIndex.build(new Uint8Array(32), { signal }), { code: 'CANCELLED' })
})

const { DigestSet, HashList, ListReader } = hashes
const code = 'INVALID_PARAMETER'
const md5 = '0123456789abcdef'.repeat(2)
const entry = { id: 'E-1', digests: { md5 }, series: 'V-17' }
const question = { id: 'F-9', digests: { md5: md5.toUpperCase() } }

/** What is wrong where a value of another type is needed: anything may come from JavaScript. */
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value)

test('snapshots are opened, go on, and are refused when damaged', () => {
  const index = new PerceptualIndex()
  index.extend([zero, 'ff'.repeat(32)])
  const list = new HashList({ id: 'national' })
  list.add([entry])
  const set = new DigestSet('md5')
  set.insert(md5)
  for (const { saved, open } of [
    { saved: index.snapshot(), open: PerceptualIndex.open },
    { saved: list.snapshot(), open: HashList.open },
    { saved: set.snapshot(), open: DigestSet.open },
  ]) {
    const again = open(saved)
    assert.deepEqual(again.snapshot(), saved)
    assert.deepEqual(open(saved, { verify: false }).snapshot(), saved)
    const damaged = saved.slice()
    damaged[damaged.length - 1] ^= 1
    for (const wrong of [damaged, saved.slice(0, 40), new Uint8Array(0), Buffer.from('CASELINK')]) {
      assert.throws(() => open(wrong), { code: 'CORRUPT_SNAPSHOT' })
    }
    for (const wrong of [undefined, null, 'CASELINK', [1]]) assert.throws(() => open(any(wrong)), { code })
    assert.throws(() => open(saved, any({ verified: true })), { code })
    assert.throws(() => open(saved, any({ verify: 'yes' })), { code })
  }
  assert.throws(() => HashList.open(set.snapshot()), { code: 'CORRUPT_SNAPSHOT' })
  // the bytes are copied: what becomes of them afterwards changes nothing
  const saved = index.snapshot()
  const opened = PerceptualIndex.open(saved)
  saved.fill(0)
  assert.equal(opened.insert('7f'.repeat(32)), 2)
  assert.deepEqual(opened.find(zero, 0), [{ id: 0, distance: 0 }])
})

test('digests come as bytes, hex digits and one run of bytes', async () => {
  const bytes = Buffer.from(md5, 'hex')
  for (const digests of [[md5], [bytes], bytes, [md5.toUpperCase(), bytes]]) {
    const set = await DigestSet.build('md5', digests)
    assert.deepEqual([set.length, set.kind, set.has(md5), set.has(bytes)], [1, 'md5', true, true])
    assert.deepEqual([set.insert(md5), set.remove(md5), set.remove(md5), set.length], [false, true, false, 0])
    assert.equal(inspect(set), 'DigestSet(0 md5)')
  }
  const set = new DigestSet('sha1')
  const holes = [, 'ab'.repeat(20)]
  for (const wrong of ['', md5, 'g'.repeat(40), new Uint8Array(21), 5, null, undefined, {}, [md5], holes]) {
    assert.throws(() => set.insert(any(wrong)), { code })
    assert.throws(() => set.has(any(wrong)), { code })
    assert.throws(() => set.extend(any(wrong)), { code })
    assert.throws(() => set.containsAllSync(any(wrong)), { code })
    await assert.rejects(set.containsAll(any(wrong)), { code })
    await assert.rejects(DigestSet.build('sha1', any(wrong)), { code })
  }
  assert.equal(set.length, 0)
  for (const wrong of ['crc32', '', 5, null, undefined]) {
    assert.throws(() => new DigestSet(any(wrong)), { code })
    await assert.rejects(DigestSet.build(any(wrong), []), { code })
  }
  await assert.rejects(DigestSet.build('md5', [], { signal: AbortSignal.abort() }), { code: 'CANCELLED' })
})

test('a search sees the set and the list as they were when it began', async () => {
  const set = await DigestSet.build('md5', [md5])
  const list = new HashList({ id: 'national' })
  list.add([entry])
  const searches = [set.containsAll([md5]), list.findAll([question])]
  set.remove(md5)
  list.apply([{ kind: 'delete', id: 'E-1' }])
  const [flags, findings] = await Promise.all(searches)
  assert.deepEqual(flags, Uint8Array.of(1))
  assert.equal(any(findings)[0].hits[0].series, 'V-17')
  assert.deepEqual([set.has(md5), list.find(question).hits, list.length], [false, [], 0])
})

test('an entry that cannot be read is set aside, and the rest goes on', () => {
  /** @type {Record<string, unknown>} */
  const loop = { id: 'E-2' }
  loop.loop = loop
  const bad = [loop, { id: 3n }, { id: 'E-\ud800', digests: { md5 } }, undefined, null, 7, () => {}, { id: 'E-3' }]
  const list = new HashList({ id: 'national' })
  const intake = list.add(any([...bad, entry]))
  assert.deepEqual([intake.inserted, intake.rejected.total, list.length], [1, bad.length, 1])
  assert.equal(list.apply(any(bad)).rejected.total, bad.length)
  assert.deepEqual([list.has('E-1'), list.has('E-3')], [true, false])
  assert.throws(() => list.has('E-\ud800'), { code: 'INVALID_UNICODE' })
  assert.equal(inspect(list), 'HashList(1 entries)')
  assert.equal(list.settings.radius, 31)
  assert.ok(list.bytes > 0)
})

test('what is no list, file or day is refused', async () => {
  const list = new HashList({ id: 'national' })
  for (const wrong of [undefined, null, 7, 'files', {}]) {
    assert.throws(() => list.add(any(wrong)), { code })
    assert.throws(() => list.apply(any(wrong)), { code })
    assert.throws(() => list.findAllSync(any(wrong)), { code })
    await assert.rejects(list.findAll(any(wrong)), { code })
    assert.throws(() => list.countHits(any(wrong), '2026-05-01'), { code })
    assert.throws(() => list.find(any(wrong)), { code })
    assert.throws(() => list.judge(any(wrong)), { code })
    assert.throws(() => new HashList(any(wrong)), { code })
    assert.throws(() => new ListReader(any(wrong)), { code })
  }
  for (const wrong of [[null], [{}]]) await assert.rejects(list.findAll(any(wrong)), { code })
  const [, odd] = await list.findAll(any([question, 3n]))
  assert.equal(odd?.rejected?.row, 1)
  for (const on of ['May', '', 20260501, new Date(0)]) {
    assert.throws(() => list.find(question, any({ on })), { code })
    await assert.rejects(list.findAll([question], any({ on })), { code })
    assert.throws(() => list.countHits([], any(on)), { code })
  }
  assert.throws(() => list.countHits(any([7]), '2026-05-01'), { code })
  assert.throws(() => list.find(question, any({ day: '2026-05-01' })), { code })
  await assert.rejects(list.findAll([question], { signal: AbortSignal.abort() }), { code: 'CANCELLED' })
  for (const settings of [{ id: '' }, { id: 'x', radius: 65 }, { id: 'x', radios: 3 }, { id: 'x', version: 1n }]) {
    assert.throws(() => new HashList(any(settings)), { code })
  }
})

test('the words of members and floods hide', () => {
  const list = new HashList({ id: 'x', flood_a_day: 2, hidden_when_denied_by: 1 })
  list.add([entry])
  list.countHits(['E-1', 'E-1', 'nobody'], '2026-05-01')
  assert.deepEqual(list.find(question, { on: '2026-05-01' }).hits[0]?.hidden, { why: 'flood', times: 2 })
  assert.equal(list.find(question, { on: '2026-05-02' }).hits[0]?.hidden, undefined)
  list.judge({ entry: 'E-1', kind: 'denied', by: 'ZZ0160000' })
  assert.deepEqual(list.find(question).hits[0]?.hidden, { why: 'denied', by: 1 })
  assert.throws(() => list.judge({ entry: 'nobody', kind: 'denied', by: 'ZZ0160000' }), { code: 'UNKNOWN_RECORD' })
})

test('a list is fed from a reader', () => {
  const [list, reader] = [new HashList({ id: 'x' }), new ListReader({ format: 'text' })]
  assert.equal(inspect(reader), 'ListReader(open)')
  assert.equal(list.feed(reader, Buffer.from(`${'01'.repeat(16)}  a.jpg\n02`)).inserted, 1)
  assert.throws(() => list.feed(reader, any(undefined)), { code })
  assert.equal(list.feed(reader, Buffer.from(`${'02'.repeat(15)}\n`)).inserted, 1)
  const last = list.feed(reader, null)
  assert.deepEqual([last.report.records, list.length, inspect(reader)], [2, 2, 'ListReader(ended)'])
  for (const wrong of [reader, {}, null, undefined, list]) assert.throws(() => list.feed(any(wrong), null), { code })
  assert.throws(() => reader.finish(), { code })
  assert.throws(() => new ListReader(any({ format: 'xml' })), { code })
})

test('half a surrogate pair in the text of a list is refused, never replaced', async () => {
  const [text, options] = [`${md5}  \ud800.jpg`, /** @type {const} */ ({ format: 'text' })]
  await assert.rejects(hashes.readList(text, options), { code: 'INVALID_UNICODE' })
  assert.throws(() => hashes.readListSync(text, options), { code: 'INVALID_UNICODE' })
  await assert.rejects(hashes.readList(md5, options, { signal: AbortSignal.abort() }), { code: 'CANCELLED' })
  await assert.rejects(hashes.readList(any(7), options), { code })
})

test('a distance of the host', () => {
  const photodna = (/** @type {string} */ id, /** @type {number} */ byte) => ({
    id,
    perceptual_hashes: [{ algorithm: 'photodna', value: Buffer.alloc(144, byte).toString('hex') }],
  })
  const list = new HashList({ id: 'national' })
  list.add([photodna('E-1', 9), photodna('E-2', 3), photodna('E-3', 200), photodna('E-4', 3)])
  const far = (/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) => {
    assert.deepEqual([a.constructor, a.length, b.length], [Uint8Array, 144, 144])
    return Math.abs((a[0] ?? NaN) - (b[0] ?? NaN))
  }
  const near = (/** @type {number} */ radius, distance = far) =>
    list.findByDistance(photodna('F-1', 4), 'PhotoDNA', radius, distance).map(([number, hit]) => [number, hit.entry])
  assert.deepEqual(near(5), [[1, 'E-2'], [1, 'E-4'], [5, 'E-1']])
  assert.equal(near(Infinity, () => Infinity)[0]?.[0], Infinity)
  assert.deepEqual(near(5, () => NaN), [])
  const mine = new Error('licence')
  let calls = 0
  const broken = () => {
    calls += 1
    throw mine
  }
  assert.throws(() => near(5, broken), (error) => error === mine)
  assert.equal(calls, 1)
  for (const wrong of [undefined, '5', null, 5n]) assert.throws(() => near(5, any(() => wrong)), { code })
  assert.throws(() => list.findByDistance(photodna('F-1', 4), 'photodna', 5, any('far')), { code })
  assert.throws(() => list.findByDistance(photodna('F-1', 4), 'photodna', any('5'), far), { code })
  assert.throws(() => list.findByDistance(question, 'photodna', 5, far), { code })
  // a function that changes the list it searches finds it as it was
  assert.equal(near(5, (a, b) => (list.apply([{ kind: 'delete', id: 'E-1' }]), far(a, b))).length, 3)
  assert.equal(near(5).length, 2)
})

test('what is no frame of a video is refused', () => {
  const frame = { hash: '00'.repeat(32), quality: 90 }
  assert.equal(hashes.compareVideos([frame], [frame]).is_near, true)
  const wrongs = [undefined, 'frames', [null], [{ hash: '00', quality: 90 }], [{ ...frame, quality: 300 }], [3n]]
  for (const wrong of wrongs) {
    assert.throws(() => hashes.compareVideos(any(wrong), [frame]), { code })
    assert.throws(() => hashes.compareVideos([frame], any(wrong)), { code })
  }
  assert.throws(() => hashes.compareVideos([frame], [frame], { distance: 65 }), { code })
})

test('what has no time changes nothing that has one', () => {
  const list = new HashList({ id: 'national' })
  list.apply([{ kind: 'upsert', at: '2026-01-01T00:00:00Z', file: entry }])
  list.apply([{ kind: 'delete', at: '2026-02-01T00:00:00Z', id: 'E-1' }])
  assert.equal(list.add([entry]).without_time, 1)
  assert.deepEqual([list.ids(), list.get('E-1')], [[], undefined])
  assert.equal(list.add([entry], { at: '2026-03-01T00:00:00Z' }).inserted, 1)
  assert.deepEqual(list.ids(), ['E-1'])
  assert.equal(list.get('E-1')?.file.digests?.md5, md5)
  assert.throws(() => list.add([entry], { at: 'March' }), { code })
  const reader = new ListReader({ format: 'text' })
  list.feed(reader, Buffer.from(`${'07'.repeat(16)}\n`), { at: '2026-03-01T00:00:00Z' })
  assert.equal(list.feed(reader, null).report.records, 1)
})

test('misspelt fields and hashes of many are named', async () => {
  const list = new HashList({ id: 'national' })
  assert.throws(() => list.find(any({ id: 'F', digests: { MD5: md5 } })), { code, message: /digests/ })
  assert.equal(list.find({ id: 'F' }).no_hash, true)
  const index = await hashes.PerceptualIndex.build(['00'.repeat(32)])
  await assert.rejects(index.findAll(['00'.repeat(32), 'x']), { code, message: /hash\[1\]/ })
  assert.equal(index.find('00'.repeat(32), { radius: 3 }).length, 1)
  assert.equal(index.find('00'.repeat(32), 3).length, 1)
})
