// Pages in a real browser: accessible, silent, and marked on every sheet of paper. Run by `make test-pages`, which
// sees to Chromium and pdftotext.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { release } from '../index.js'

const { document, requests } = JSON.parse(readFileSync(new URL('../../docs/demo/specimen.json', import.meta.url), 'utf8'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'caselink-pages-'))
const ledger = new release.Ledger()
const pages = requests.map((/** @type {any} */ request) => {
  const released = release.disseminate(document, request, { ledger, key: new Uint8Array(32).fill(7) })
  const file = join(folder, `${request.audience.kind}.html`)
  writeFileSync(file, released.html())
  return { name: request.audience.kind, file, marking: released.marking, html: released.html() }
})

/** @type {import('playwright-core').Browser} */
let browser
before(async () => {
  // Chromium's own sandbox cannot be made by root, as whom containers run
  const args = ['--disable-quic', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args })
})
after(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

/**
 * @param {{ file: string }} page
 * @param {import('playwright-core').BrowserContextOptions} options
 */
async function open({ file }, options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const heard = /** @type {string[]} */ ([])
  page.on('request', (request) => heard.push(`request ${request.url()}`))
  page.on('requestfailed', (request) => heard.push(`blocked: ${request.failure()?.errorText}`))
  page.on('console', (message) => heard.push(`console ${message.text()}`))
  page.on('pageerror', (error) => heard.push(`error ${error.message}`))
  await page.goto(pathToFileURL(file).href)
  return { page, heard, close: () => context.close() }
}

for (const page of pages) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const width of [1000, 360]) {
      test(`${page.name}, ${colorScheme}, ${width} wide: axe finds nothing`, async () => {
        const opened = await open(page, { bypassCSP: true, colorScheme, viewport: { width, height: 900 } })
        await opened.page.evaluate(axe)
        await opened.page.evaluate(() => {
          for (const element of window.document.querySelectorAll('details')) element.open = true
        })
        const found = await opened.page.evaluate(() => /** @type {any} */ (window).axe.run(window.document))
        const wrong = found.violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.slice(0, 3).map((/** @type {any} */ n) => n.html.slice(0, 120) + n.failureSummary.slice(0, 200))}`)
        assert.deepEqual(wrong, [])
        assert.ok(found.passes.length > 20)
        await opened.close()
      })
    }
  }

  test(`${page.name}: asks for nothing, says nothing, runs nothing`, async () => {
    const { page: tab, heard, close } = await open(page, {})
    assert.deepEqual(heard, [`request ${pathToFileURL(page.file).href}`])
    const look = await tab.evaluate(() => getComputedStyle(window.document.querySelector('header') ?? window.document.body).backgroundColor)
    assert.equal(look, 'rgb(0, 0, 0)', 'the style sheet is allowed by its hash')
    await close()

    // what somebody puts in afterwards does not run and does not load
    const file = join(folder, 'tampered.html')
    const added = '<script>window.document.title = "ran"</script><img src="http://127.0.0.1:9/x"><style>body{color:red}</style>'
    writeFileSync(file, page.html.replace('<main>', `<main>${added}`))
    const tampered = await open({ file }, {})
    assert.notEqual(await tampered.page.title(), 'ran')
    assert.ok(tampered.heard.includes('blocked: csp'), tampered.heard.join('\n'))
    assert.ok(tampered.heard.filter((line) => /Content Security Policy/.test(line)).length >= 3, tampered.heard.join('\n'))
    await tampered.close()
  })

  for (const [format, size] of /** @type {const} */ ([['A4', 'A4'], ['Letter', 'letter']])) {
    test(`${page.name} on ${format}: the marking and the number stand on each sheet`, async () => {
      const { page: tab, close } = await open(page, {})
      const file = join(folder, `${page.name}-${format}.pdf`)
      await tab.pdf({ path: file, format, printBackground: true })
      await close()
      const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' })
      assert.match(info, new RegExp(`Page size: .*\\(${size}\\)`))
      const sheets = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1)
      assert.equal(sheets.join('').includes('thousandths of bits'), page.name === 'law_enforcement', 'the data of figures')
      assert.ok(sheets.length >= 2, `${sheets.length} sheets`)
      for (const [at, sheet] of sheets.entries()) {
        assert.equal(sheet.split(page.marking).length - 1, 2, `sheet ${at + 1}: above and below\n${sheet}`)
        assert.ok(sheet.includes(document.id) && sheet.includes(`Page ${at + 1} of ${sheets.length}`), `sheet ${at + 1}\n${sheet}`)
      }
    })
  }
}
