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

/**
 * A page of its own, printed: its sheets, each with its size and the words on it by their place, in points.
 *
 * @param {string} name
 * @param {any} document
 * @param {'A4' | 'Letter'} format
 */
async function printed(name, document, format) {
  const request = requests.find((/** @type {any} */ one) => one.audience.kind === 'law_enforcement')
  const released = release.disseminate(document, request, { ledger, key: new Uint8Array(32).fill(7) })
  const file = join(folder, `${name}.html`)
  writeFileSync(file, released.html())
  const { page: tab, close } = await open({ file }, {})
  const pdf = join(folder, `${name}-${format}.pdf`)
  await tab.pdf({ path: pdf, format, printBackground: true })
  await close()
  const places = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const sheets = places.split('<page ').slice(1).map((sheet) => {
    const [width, height] = [...sheet.matchAll(/(?:width|height)="([\d.]+)"/g)].map((found) => Number(found[1]))
    const words = [...sheet.matchAll(/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</g)]
    return {
      width: Number(width),
      height: Number(height),
      words: words.map(([, x, y, right, bottom, word]) => ({ x: Number(x), y: Number(y), right: Number(right), bottom: Number(bottom), word: String(word) })),
    }
  })
  const text = execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { marking: released.marking, sheets, text: text.replaceAll(/\s+/g, ' ') }
}

const general = (/** @type {string | number} */ value) => [{ value, field: 'general' }]
const plain = (/** @type {any} */ marking, /** @type {string} */ id, /** @type {any[]} */ blocks) => ({
  id, agency: 'State Police', as_of: '2026-06-01', title: general('Vehicles'), marking,
  sections: [{ heading: general('Seen'), blocks }],
})
const amber = { tlp: 'TLP:AMBER', law_enforcement_sensitive: true }
const table = (/** @type {number} */ columns, /** @type {number} */ rows, /** @type {(at: number) => string | number} */ cell) => ({
  kind: 'table', caption: general('Vehicles'),
  columns: Array.from({ length: columns }, (_, at) => ({ heading: `Heading number ${at + 1} of the table`, field: 'general' })),
  rows: Array.from({ length: rows }, (_, row) => ({ cells: Array.from({ length: columns }, (_, at) => `${cell(at)} ${row}x${at}`) })),
})
// in millimetres, as the style sheet has them
const [SIDE, TOP, BOTTOM] = [16, 22, 20].map((margin) => (margin / 25.4) * 72)

for (const format of /** @type {const} */ (['A4', 'Letter'])) {
  for (const [name, columns, cell] of /** @type {[string, number, (at: number) => string][]} */ ([
    ['of 20 columns', 20, (at) => (at % 3 ? 'telephone 555-0142' : '2026-04-14')],
    ['of 100 columns', 100, () => 'seen'],
    ['of six columns with long words', 6, () => 'WWWWWWWWWWWWWWWW'],
    ['with a hash in each cell', 5, () => 'd41d8cd98f00b204'.repeat(4)],
  ])) {
    test(`a table ${name} on ${format}: each heading and each value is on the sheet`, async () => {
      const { sheets, text } = await printed(`table-${columns}`, plain(amber, 'B-1', [table(columns, 4, cell)]), format)
      const joined = text.replaceAll(' ', '')
      for (let at = 0; at < columns; at++) {
        assert.ok(joined.includes(`Headingnumber${at + 1}ofthetable`), `heading ${at + 1}\n${text}`)
        for (let row = 0; row < 4; row++) assert.ok(joined.includes(`${row}x${at}`), `cell ${row} ${at}\n${text}`)
      }
      for (const { width, words } of sheets) {
        for (const { x, right, word } of words) assert.ok(x > SIDE - 1 && right < width - SIDE + 1, `${word}: ${x} to ${right} of ${width}`)
      }
    })
  }

  test(`an empty table of 30 columns on ${format} shows its headings`, async () => {
    const { text } = await printed('table-empty', plain(amber, 'B-1', [table(30, 0, () => '')]), format)
    for (let at = 0; at < 30; at++) assert.ok(text.includes(`Heading number ${at + 1} of the table`), text)
  })

  for (const [name, caveats, id] of /** @type {[string, string[], string][]} */ ([
    ['eight long caveats', Array.from({ length: 8 }, (_, at) => `HANDLING ${at} ${'AS THE ORIGINATING AGENCY HAS DETERMINED '.repeat(5)}`.slice(0, 195).trim()), 'B-1'],
    ['a long number', [], `L-${'0123456789'.repeat(19)}`],
    ['both', Array.from({ length: 8 }, (_, at) => `${at} ${'W'.repeat(190)}`), `L-${'W'.repeat(190)}`],
    ['caveats that just fit', ['CUI//SP-CRIM', 'ORIGINATOR CONTROLLED', 'NOT FOR COURT', 'RETURN TO SENDER WHEN READ'], 'CASE-2026-000118-SUPPLEMENT-2'],
  ])) {
    test(`${name} on ${format}: the lines on every sheet cover nothing`, async () => {
      const blocks = [{ kind: 'list', items: Array.from({ length: 90 }, (_, at) => general(`Item ${at}`)) }]
      const { marking, sheets, text } = await printed('lines', plain({ ...amber, caveats }, id, blocks), format)
      const joined = text.replaceAll(' ', '')
      assert.ok(joined.includes(marking.replaceAll(' ', '')), 'the whole marking stands somewhere')
      assert.ok(joined.includes(id), 'and so does the number')
      for (const [at, { width, height, words }] of sheets.entries()) {
        const above = words.filter(({ y, bottom }) => y + bottom < 2 * TOP)
        const below = words.filter(({ y, bottom }) => y + bottom > 2 * (height - BOTTOM))
        for (const { y, bottom, x, right, word } of [...above, ...below]) {
          assert.ok(bottom <= TOP + 1 || y >= height - BOTTOM - 1, `sheet ${at + 1}: ${word} stands in the text`)
          assert.ok(y >= 0 && bottom <= height && x >= 0 && right <= width, `sheet ${at + 1}: ${word} is off the sheet`)
        }
        const line = above.map(({ word }) => word).join(' ')
        assert.match(line, /^TLP:AMBER \/\/ LAW ENFORCEMENT SENSITIVE/, `sheet ${at + 1}`)
        assert.ok(line === marking || /CAVEATS: SEE PAGE 1$/.test(line), `sheet ${at + 1}: ${line}`)
        const foot = below.map(({ word }) => word).join('')
        assert.ok(foot.includes(`Page${at + 1}of${sheets.length}`) && foot.includes(id.slice(0, 10)), `sheet ${at + 1}: ${foot}`)
        // what stands at the left, in the middle and at the right stands apart
        for (const one of below) {
          for (const other of below) {
            const apart = one.right <= other.x || other.right <= one.x || one.bottom <= other.y + 1 || other.bottom <= one.y + 1
            assert.ok(one === other || apart, `sheet ${at + 1}: ${one.word} over ${other.word}`)
          }
        }
      }
    })
  }
}
