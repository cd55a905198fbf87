import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { tips } from '../index.js'

/** @param {string} name */
const vector = (name) => readFileSync(new URL(`../../core/tests/vectors/${name}`, import.meta.url))
const file = JSON.parse(vector('tips_formats.json').toString())
const [xml, fileXml] = [vector('cybertip.xml'), vector('cybertip_file.xml')]
const { id, options, expected } = file

test('forms are the same in three languages', () => {
  const read = tips.readCybertip(xml, id, options)
  assert.deepEqual(read, expected.read)
  assert.deepEqual(tips.readCybertip(xml.toString(), id, options), expected.read)
  assert.deepEqual(tips.readCybertip(xml.subarray(0, file.cut), id, options), expected.cut)
  const described = tips.readCybertipFile(fileXml, options)
  assert.deepEqual(described, expected.file)
  const tip = { ...read.tip, files: [described.file] }
  assert.deepEqual(tips.writeCybertip(tip, options), expected.written)
  assert.deepEqual(tips.viewTip(tip, file.views, file.as_of), expected.seen)
})

test('what cannot be used is refused and nothing is lost', () => {
  assert.throws(() => tips.readCybertip(xml, ' '), { code: 'INVALID_PARAMETER' })
  assert.throws(() => tips.readCybertip(/** @type {any} */ (7), id), { code: 'INVALID_PARAMETER' })
  assert.throws(() => tips.readCybertip(xml, id, /** @type {any} */ ({ then: 1 })), { code: 'INVALID_PARAMETER' })
  assert.throws(() => tips.viewTip(/** @type {any} */ ({ id: 'T-1' }), [], 'yesterday'), { code: 'INVALID_PARAMETER' })
  const [aside] = tips.readCybertip(new Uint8Array([0, 1]), id).set_aside
  assert.equal(aside?.bytes, 2)
  const bounded = tips.readCybertip(xml, id, { limits: /** @type {any} */ ({ record_values: 10 }) })
  assert.match(bounded.set_aside[0]?.reason ?? '', /record_values/)
})
