import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { version } from '../index.js'
import { __panic, __panicAsync } from '../native.js'
import { run } from '../run.js'

test('the version is that of the package', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  assert.equal(version(), JSON.parse(manifest).version)
})

test('a panic becomes an error and the process goes on', async () => {
  for (let i = 0; i < 3; i++) {
    assert.throws(() => __panic(), { code: 'INTERNAL', message: /defect of caselink/ })
    await assert.rejects(__panicAsync(), { code: 'INTERNAL', message: /defect of caselink/ })
  }
})

test('a panic reports its place and not its message', () => {
  const script = `import { __panic } from ${JSON.stringify(new URL('../native.js', import.meta.url))}
    console.error = console.log; try { __panic() } catch (e) { console.log(e.message) }`
  const out = execFileSync('sh', ['-c', '"$0" --input-type=module -e "$1" 2>&1', process.execPath, script], {
    encoding: 'utf8',
  })
  assert.match(out, /internal error at/)
  assert.doesNotMatch(out, /asked for/)
})

test('a signal aborted before the call rejects and starts nothing', async () => {
  const signal = AbortSignal.abort('too late')
  let started = false
  await assert.rejects(
    run({ signal }, async () => {
      started = true
    }),
    { code: 'CANCELLED', cause: 'too late' },
  )
  assert.equal(started, false)
})

test('a signal aborted while the task waits for a thread rejects with CANCELLED', async () => {
  const abort = new AbortController()
  const onabort = () => {}
  abort.signal.onabort = onabort
  const rejected = assert.rejects(
    run({ signal: abort.signal }, (token) => {
      abort.abort('enough')
      return __panicAsync(token)
    }),
    { code: 'CANCELLED', cause: 'enough' },
  )
  await rejected
  assert.equal(abort.signal.onabort, onabort)
})

test('what the progress callback throws comes out unchanged', async () => {
  const mine = new Error('mine')
  const progress = () => {
    throw mine
  }
  await assert.rejects(
    run({ progress }, async (token, report) => report?.(1, 2)),
    (error) => error === mine,
  )
})
