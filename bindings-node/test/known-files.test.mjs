// Known files and victims: the golden vectors that Rust, Python and Node all run.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hashes, victims } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/known_files.json', import.meta.url), 'utf8'))
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex')

/** The lists of the vectors, with their entries and changes. */
const lists = () =>
  file.lists.map((/** @type {any} */ { settings, entries, changes, intakes, snapshot_sha256 }) => {
    const list = new hashes.HashList(settings)
    assert.deepStrictEqual([list.add(entries), list.apply(changes)], intakes)
    assert.equal(sha256(list.snapshot()), snapshot_sha256)
    return list
  })

test('what lists say of files', async () => {
  const { files, series, on } = file
  const known = lists()
  const found = await victims.recognise(files, known, { series, on })
  assert.deepStrictEqual(found, file.recognition)
  assert.deepStrictEqual(victims.recogniseSync(files, known, { series, on }), found)
  const opened = known.map((/** @type {hashes.HashList} */ list) => hashes.HashList.open(list.snapshot()))
  assert.deepStrictEqual(await victims.recognise(files, opened, { series, on }), found)
  assert.deepStrictEqual(victims.recognitionReport(found, file.header), file.report)
  assert.deepStrictEqual(victims.checkSubmission(file.submission, known), file.submission_check)
})

test('one by one and all together, a list says the same', async () => {
  for (const list of lists()) {
    const all = await list.findAll(file.files, { on: file.on })
    assert.equal(all.length, file.files.length)
    assert.deepStrictEqual(list.findAllSync(file.files, { on: file.on }), all)
    for (const [at, one] of file.files.entries()) assert.deepStrictEqual(list.find(one, { on: file.on }), all[at])
  }
})

test('partial names', async () => {
  const { entries, settings, names, findings, refusals } = file.guide
  const guide = new victims.EvidenceGuide(entries, settings)
  assert.deepStrictEqual(await guide.findAll(names), findings)
  assert.deepStrictEqual(guide.findAllSync(names), findings)
  assert.deepStrictEqual(guide.refusals(), refusals)
  for (const [at, name] of names.entries()) {
    const hits = findings.hits.filter((/** @type {any} */ hit) => hit.name === at)
    assert.deepStrictEqual(guide.find(name), hits.map((/** @type {any} */ hit) => ({ ...hit, name: 0 })))
  }
})

test('clues, routes, and what is written of them', () => {
  const findings = victims.combineClues(file.clues)
  assert.deepStrictEqual(findings, file.findings)
  assert.deepStrictEqual(victims.combineClues(file.clues, { tables: victims.clueTables(), settings: {} }), findings)
  assert.deepStrictEqual(victims.routeClues(findings, file.agencies, file.jurisdictions), file.routes)
  const { id, agency, as_of: asOf, document } = file.clue_document
  assert.deepStrictEqual(victims.clueDocument(findings, file.clues, { id, agency, asOf, routes: file.routes }), document)
})

test('videos', () => {
  const { query, compared, rule, result } = file.videos
  assert.deepStrictEqual(hashes.compareVideos(query, compared, rule), result)
  assert.equal(hashes.compareVideos(query, []).is_near, null)
})

test('lists as others write them', async () => {
  for (const { options, text, read } of file.readers) {
    const bytes = new TextEncoder().encode(text)
    assert.deepStrictEqual(await hashes.readList(text, options), read)
    assert.deepStrictEqual(hashes.readListSync(bytes, options), read)
    for (const step of [1, 7, bytes.length]) {
      const reader = new hashes.ListReader(options)
      const files = []
      for (let at = 0; at < bytes.length; at += step) files.push(...reader.feed(bytes.subarray(at, at + step)))
      const { files: rest, report } = reader.finish()
      assert.deepStrictEqual({ files: [...files, ...rest], report }, read)
      assert.throws(() => reader.feed(bytes), { code: 'INVALID_PARAMETER', message: /ended/ })
    }
  }
})

test('two exports keep their entries by a prefix', () => {
  const list = new hashes.HashList({ id: 'x' })
  for (const [prefix, digest] of [['north/', '01'], ['south/', '02']]) {
    const reader = new hashes.ListReader({ format: 'vics', id_prefix: prefix })
    const text = JSON.stringify({ value: [{ MediaID: 1, MD5: digest?.repeat(16) }] })
    const { inserted, replaced } = list.feed(reader, new TextEncoder().encode(text))
    assert.deepStrictEqual([inserted, replaced], [1, 0])
  }
  const { hits } = list.find({ id: 'F', digests: { md5: '02'.repeat(16) } })
  assert.deepStrictEqual(hits.map(({ entry }) => entry), ['south/1'])
  assert.equal(list.apply([{ kind: 'delete', id: 'north/1' }]).deleted, 1)
  assert.throws(() => new hashes.ListReader({ format: 'text', id_prefix: '' }), { code: 'INVALID_PARAMETER' })
})

test('hits state the version of their time', async () => {
  const list = new hashes.HashList({ id: 'x', version: '1' })
  const of = { id: 'F', digests: { md5: '01'.repeat(16) } }
  list.add([{ ...of, id: 'E' }])
  const search = list.findAll([of])
  list.setVersion('2')
  assert.equal((await search)[0]?.hits[0]?.version, '1')
  assert.equal(list.find(of).hits[0]?.version, '2')
  assert.equal(hashes.HashList.open(list.snapshot()).settings.version, '2')
  list.setVersion(null)
  assert.equal(list.find(of).hits[0]?.version, undefined)
  for (const wrong of [undefined, 3, '\ud800']) {
    assert.throws(() => list.setVersion(/** @type {any} */ (wrong)), ({ code }) => /^INVALID_/.test(code))
  }
})

test('a category without a scheme has that of its list', () => {
  const entry = { id: 'E', digests: { md5: '01'.repeat(16) }, categories: [{ scheme: '', code: '1' }] }
  const list = new hashes.HashList({ id: 'x', scheme: 'vics-us' })
  for (const categories of [entry.categories, /** @type {any} */ ([{ code: '1' }])]) {
    assert.equal(list.add([{ ...entry, categories }]).rejected.total, 0)
    const { hits } = list.find({ id: 'F', digests: entry.digests })
    assert.deepStrictEqual(hits[0]?.categories, [{ scheme: 'vics-us', code: '1' }])
  }
})

test('the nearest hits are listed and the others counted', () => {
  const digests = { md5: '01'.repeat(16) }
  const entries = Array.from({ length: 105 }, (_, n) => ({ id: `E-${n}`, digests, series: `V-${n}` }))
  const [list, few] = [new hashes.HashList({ id: 'x' }), new hashes.HashList({ id: 'x', most_hits: 2 })]
  for (const one of [list, few]) one.add(entries)
  const { hits, more_hits: more } = list.find({ id: 'F', digests })
  assert.deepStrictEqual([hits.length, more], [100, 5])
  const found = victims.recogniseSync([{ id: 'F', digests }], [few])
  assert.deepStrictEqual(found.files[0]?.hits?.map(({ entry }) => entry), ['E-0', 'E-1'])
  assert.equal(found.files[0]?.more_hits, 103)
  assert.deepStrictEqual(found.series, victims.recogniseSync([{ id: 'F', digests }], [list]).series)
})

test('digests', async () => {
  const { kind, extend, remove, ask, found, snapshot_sha256 } = file.digests
  const built = await hashes.DigestSet.build(kind, extend)
  const filled = new hashes.DigestSet(kind)
  assert.equal(filled.extend(extend), new Set(extend).size)
  for (const set of [built, filled]) {
    for (const digest of remove) assert.equal(set.remove(digest), true)
    const flags = found.map(Number)
    assert.deepStrictEqual([...(await set.containsAll(ask))], flags)
    assert.deepStrictEqual([...set.containsAllSync(Buffer.from(ask.join(''), 'hex'))], flags)
    assert.deepStrictEqual(ask.map((/** @type {string} */ digest) => set.has(digest)), found)
    assert.equal(sha256(set.snapshot()), snapshot_sha256)
    assert.deepStrictEqual(hashes.DigestSet.open(set.snapshot()).snapshot(), set.snapshot())
  }
})

test('perceptual hashes', async () => {
  const index = await hashes.PerceptualIndex.build(file.perceptual.hashes)
  assert.equal(sha256(index.snapshot()), file.perceptual.snapshot_sha256)
})

test('one odd file costs no other', async () => {
  const list = new hashes.HashList({ id: 'national' })
  const digests = { md5: '11'.repeat(16) }
  const good = { id: 'F-1', digests, names: ['plage \udce9 \\ud800 "x".jpg'] }
  const bad = [{ id: 'F-2', size_bytes: -1 }, { id: 'F-\udce9', digests }, { id: 'F-4', digests: { MD5: '11'.repeat(16) } }]
  assert.equal(list.add(/** @type {any} */ ([good, ...bad])).inserted, 1)
  const found = await victims.recognise(/** @type {any} */ ([...bad, good]), [list])
  assert.deepEqual([found.counts.recognised, found.counts.rejected, found.counts.odd_names], [1, 3, 1])
  assert.deepEqual(found.rejected?.listed.map(({ row }) => row), [0, 1, 2])
  const each = list.findAllSync(/** @type {any} */ ([...bad, good]))
  assert.deepEqual(each.map(({ hits, rejected }) => [hits.length, rejected?.row]), [[0, 0], [0, 1], [0, 2], [1, undefined]])
  assert.throws(() => victims.recogniseSync(/** @type {any} */ (bad), [list]), { code: 'INVALID_PARAMETER' })
  const guide = new victims.EvidenceGuide([{ series: 'V-1', names: ['lakehouse'] }])
  assert.equal(guide.findAllSync(['lakehouse \udce9.jpg']).odd_names, 1)
  assert.equal(guide.find('\ud800 lakehouse').length, 1)
})
