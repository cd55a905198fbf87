// Cancelling, progress, threads and panics.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { linkage } from '../index.js'
import { people, settings } from './people.mjs'

const small = people(300)
// few birth dates: so many pairs that linking takes seconds
const slow = { ...settings, blocking: [[{ column: 'born', form: /** @type {const} */ ('year') }]] }
const large = people(30_000)
const limits = { block_rows: 10_000 }

test('a signal aborted before the call stops all functions', async () => {
  const options = { signal: AbortSignal.abort('too late') }
  const prepared = await linkage.prepare(small, { settings })
  const model = await linkage.train(prepared)
  for (const run of [
    () => linkage.prepare(small, { settings, ...options }),
    () => linkage.train(prepared, options),
    () => linkage.findLinks(prepared, model, options),
    () => linkage.dedupe(small, settings, options),
    () => linkage.link(small, small, settings, options),
    () => linkage.linkAndDedupe(small, small, settings, options),
  ]) {
    await assert.rejects(run(), { code: 'CANCELLED', cause: 'too late' })
  }
})

test('an abort during a run stops it within a second', async () => {
  const prepared = await linkage.prepare(large, { settings: slow, limits })
  const model = await linkage.train(prepared)
  for (const run of [
    (/** @type {AbortSignal} */ signal) => linkage.findLinks(prepared, model, { signal }),
    (/** @type {AbortSignal} */ signal) => linkage.findLinks(prepared, model, { signal, threads: 2 }),
    (/** @type {AbortSignal} */ signal) => linkage.dedupe(large, slow, { signal, limits }),
  ]) {
    const abort = new AbortController()
    const rejected = assert.rejects(run(abort.signal), { code: 'CANCELLED' })
    await after(150)
    const start = performance.now()
    abort.abort()
    await rejected
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`)
  }
})

test('progress comes in order and ends, and what it throws stops the run', async () => {
  const prepared = await linkage.prepare(large, { settings: slow, limits })
  const model = await linkage.train(prepared)
  /** @type {[number, number][]} */
  const seen = []
  const links = await linkage.findLinks(prepared, model, { progress: (done, total) => seen.push([done, total]) })
  assert.ok(links.length > 0)
  assert.ok(seen.length > 1)
  seen.forEach(([done, total], i) => {
    assert.ok(done >= (seen[i - 1]?.[0] ?? 0) && done <= total)
  })

  const mine = new Error('mine')
  const progress = () => {
    throw mine
  }
  await assert.rejects(linkage.findLinks(prepared, model, { progress }), (error) => error === mine)
})

test('the event loop goes on during a run', async () => {
  const prepared = await linkage.prepare(large, { settings: slow, limits })
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  await linkage.train(prepared)
  clearInterval(timer)
  assert.ok(turns > 3, `${turns} turns`)
})

test('a typed array that changes after the call changes nothing', async () => {
  const expected = linkage.prepareSync(small, { settings })
  const lat = small.lat.slice()
  const pending = linkage.prepare({ ...small, lat }, { settings })
  lat.fill(NaN)
  assert.deepEqual((await pending).intake, expected.intake)
})

test('eight runs at once give what one gives', async () => {
  const expected = linkage.dedupeSync(small, settings).toArrow()
  const runs = Array.from({ length: 8 }, (_, i) => linkage.dedupe(small, settings, { threads: i % 3 }))
  for (const links of await Promise.all(runs)) assert.deepEqual(links.toArrow(), expected)
})

test('ten worker threads load, link and leave', async () => {
  const script = `
    import { parentPort } from 'node:worker_threads'
    import { linkage } from ${JSON.stringify(new URL('../index.js', import.meta.url))}
    import { people, settings } from ${JSON.stringify(new URL('./people.mjs', import.meta.url))}
    const [now, later] = [linkage.dedupeSync(people(90), settings), await linkage.dedupe(people(90), settings)]
    parentPort.postMessage([now.length, later.length])`
  const expected = linkage.dedupeSync(people(90), settings).length
  const workers = Array.from({ length: 10 }, async () => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
    const said = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    const left = new Promise((resolve) => worker.once('exit', resolve))
    assert.deepEqual(await said, [expected, expected])
    assert.equal(await left, 0)
  })
  await Promise.all(workers)
})

test('a process survives panics and ends by itself', async () => {
  const script = `
    import { __panic, __panicAsync } from ${JSON.stringify(new URL('../native.js', import.meta.url))}
    import { linkage } from ${JSON.stringify(new URL('../index.js', import.meta.url))}
    import { people, settings } from ${JSON.stringify(new URL('./people.mjs', import.meta.url))}
    const codes = []
    try { __panic() } catch ({ code }) { codes.push(code) }
    await __panicAsync().catch(({ code }) => codes.push(code))
    const links = await linkage.dedupe(people(90), settings, { progress() {}, threads: 2 })
    console.log(...codes, links.length > 0)`
  const node = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  assert.equal((await node).stdout, 'INTERNAL INTERNAL true\n')
})

test('what an async progress rejects with stops the run', async () => {
  const prepared = await linkage.prepare(large, { settings: slow, limits })
  const model = await linkage.train(prepared)
  const mine = new Error('mine')
  const progress = async () => {
    throw mine
  }
  await assert.rejects(linkage.findLinks(prepared, model, { progress }), (error) => error === mine)
})
