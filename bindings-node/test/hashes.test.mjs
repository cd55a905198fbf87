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
