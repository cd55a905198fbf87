// Whose case is the child in these files, and where may an unidentified child be?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonItems, listOf } from './guard.js'
import { nativeLists } from './lists.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeEvidenceGuide } = native
guardMethods(NativeEvidenceGuide)
const look = guarded(native.recognise)
const lookSync = guarded(native.recogniseSync)
const report = guarded(native.recognitionReport)
const reportAsync = guarded(native.recognitionReportAsync)
const check = guarded(native.checkSubmission)
const tables = guarded(native.clueTables)
const combine = guarded(native.combineClues)
const route = guarded(native.routeClues)
const write = guarded(native.clueDocument)

/** @type {import('./victims.js').recognise} */
export async function recognise(files, lists, options) {
  expectOptions(options, ['series', 'on', 'signal', 'progress'])
  const [items, series] = [jsonItems('files', files), jsonItems('series', options?.series ?? [])]
  const all = nativeLists(lists)
  return JSON.parse(
    await run(options, (token, progress) => look(items, all, series, options?.on, token, progress)),
  )
}

/** @type {import('./victims.js').recogniseSync} */
export function recogniseSync(files, lists, options) {
  expectOptions(options, ['series', 'on'])
  const [items, series] = [jsonItems('files', files), jsonItems('series', options?.series ?? [])]
  return JSON.parse(lookSync(items, nativeLists(lists), series, options?.on))
}

/** @type {import('./victims.js').recognitionReport} */
export function recognitionReport(recognition, header) {
  return JSON.parse(report(json('recognition', recognition) ?? 'null', json('header', header) ?? 'null'))
}

/** @type {import('./victims.js').recognitionReportAsync} */
export async function recognitionReportAsync(recognition, header, options) {
  expectOptions(options, ['signal'])
  const [found, head] = [json('recognition', recognition) ?? 'null', json('header', header) ?? 'null']
  return JSON.parse(await run(options, (token) => reportAsync(found, head, token)))
}

/** @type {import('./victims.js').checkSubmission} */
export function checkSubmission(submission, lists) {
  return JSON.parse(check(json('submission', submission) ?? 'null', nativeLists(lists)))
}

/** @type {import('./victims.js').clueTables} */
export function clueTables() {
  return JSON.parse(tables())
}

/** @type {import('./victims.js').combineClues} */
export function combineClues(clues, options) {
  expectOptions(options, ['tables', 'settings'])
  const own = options?.tables == null ? undefined : jsonItems('tables', options.tables)
  return JSON.parse(combine(jsonItems('clues', clues), own, json('settings', options?.settings)))
}

/** @type {import('./victims.js').routeClues} */
export function routeClues(findings, agencies, jurisdictions) {
  const text = json('findings', findings) ?? 'null'
  return JSON.parse(route(text, jsonItems('agencies', agencies), jsonItems('jurisdictions', jurisdictions)))
}

/** @type {import('./victims.js').clueDocument} */
export function clueDocument(findings, clues, options) {
  if (options == null) throw coded('INVALID_PARAMETER', 'id, agency and asOf are needed')
  expectOptions(options, ['id', 'agency', 'asOf', 'routes'])
  const { id, agency, asOf } = options
  const text = json('findings', findings) ?? 'null'
  return JSON.parse(write(text, jsonItems('clues', clues), jsonItems('routes', options.routes ?? []), id, agency, asOf))
}

/** @type {typeof import('./victims.js').EvidenceGuide} */
export const EvidenceGuide = class EvidenceGuide {
  #native

  /**
   * @param {Iterable<import('./schemas.js').GuideEntry>} entries
   * @param {import('./schemas.js').GuideSettings} [settings]
   */
  constructor(entries, settings) {
    this.#native = NativeEvidenceGuide.of(jsonItems('entries', entries), json('settings', settings))
  }

  /** @param {string} name */
  find(name) {
    return JSON.parse(this.#native.find(name))
  }

  /**
   * @param {Iterable<string>} names
   * @param {import('./linkage.js').RunOptions} [options]
   */
  async findAll(names, options) {
    expectOptions(options, ['signal', 'progress'])
    const all = listOf('names', names)
    return JSON.parse(await run(options, (token, progress) => this.#native.findAll(all, token, progress)))
  }

  /** @param {Iterable<string>} names */
  findAllSync(names) {
    return JSON.parse(this.#native.findAllSync(listOf('names', names)))
  }

  refusals() {
    return JSON.parse(this.#native.refusals())
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `EvidenceGuide(${this.length} partial names)`
  }
}
