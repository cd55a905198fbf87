// The main job from Node: links two CSV files and writes the links as CSV to standard output.
// usage: node demo.mjs SETTINGS.json A.csv B.csv

import { readFileSync } from 'node:fs'

import { linkage } from '../../bindings-node/index.js'

/** A CSV file without quotes as columns; empty cells are missing. */
function read(path) {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
  return Object.fromEntries(head.map((name, i) => [name, rows.map((row) => row[i] || null)]))
}

const [settingsPath, ...files] = process.argv.slice(2)
const settings = JSON.parse(readFileSync(settingsPath, 'utf8'))
const [left, right] = files.map(read)

const start = performance.now()
const links = await linkage.link(left, right, settings, {
  progress: (done, total) => process.stderr.write(`\r  node    ${String(Math.round((100 * done) / total)).padStart(3)} %`),
})
const milliseconds = performance.now() - start

const { idLeft, idRight, matchWeightMillibits } = links.toColumns()
const lines = Array.from(idLeft, (id, i) => `${id},${idRight[i]},${matchWeightMillibits[i]}`)
process.stderr.write(`\r  node    ${lines.length} links in ${milliseconds.toFixed(0)} ms\n`)
process.stdout.write(`${lines.join('\n')}\n`)
