// Which records are the same person or thing?
import { inspect } from 'node:util'
import { columns } from './columns.js'
import { expectOptions, guarded, guardMethods, json, jsonList } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

/** @typedef {import('./linkage.js').Table} Table */
/** @typedef {import('./linkage.js').PrepareOptions} PrepareOptions */

export {
  Calibration,
  ClusterExplanation,
  Clusters,
  ErrorRates,
  Explanation,
  LEAD_NOTICE,
  Links,
  Model,
  Prepared,
  Recalibration,
  ThresholdSweep,
  Unlinkable,
} from './native.js'
export * from './partitions.js'

const { Clusters, Explanation, Links, Model, Prepared } = native
const { Calibration, ClusterExplanation, ErrorRates, Recalibration, ThresholdSweep, Unlinkable } = native
for (const type of [Clusters, Explanation, Links, Model, Prepared]) guardMethods(type)
for (const type of [Calibration, ClusterExplanation, ErrorRates, Recalibration, ThresholdSweep, Unlinkable]) guardMethods(type)

const RUN = ['signal', 'progress']
const PREPARE = ['settings', 'right', 'mode', 'limits']
const FIND = ['minimumProbability', 'threads']
const EXPLAIN = ['showValues']
const SEARCH = ['minimumProbability', 'most', 'showValues']

/** Those of the columns of a table that are needed. @param {Table} table @param {string[]} needed */
const only = (table, needed) => columns(table, (names) => names.filter((name) => needed.includes(name)))

/** A truth is a table too. @param {native.Links} links @param {Table} truth */
const truthOf = (links, truth) => only(truth, ['id_left', 'id_right', 'entity', links.model.settings.id])

/** @type {(this: native.Links, truth: ReturnType<typeof columns>) => import('./linkage.js').Evaluation} */
const evaluate = Links.prototype.evaluate
Links.prototype.evaluate = function (truth) {
  return evaluate.call(this, truthOf(this, truth))
}

/** @typedef {ReturnType<typeof columns>} Columns */
/** @type {(this: native.Links, truth: Columns, bins?: number | null) => native.Calibration} */
const calibration = Links.prototype.calibration
Links.prototype.calibration = function (truth, bins) {
  return calibration.call(this, truthOf(this, truth), bins)
}

/** @type {(this: native.Links, truth: Columns) => native.ThresholdSweep} */
const sweep = Links.prototype.sweep
Links.prototype.sweep = function (truth) {
  return sweep.call(this, truthOf(this, truth))
}

/** @type {(this: native.Links, truth: Columns, groups: Columns, probability?: number | null) => native.ErrorRates} */
const errorRates = Links.prototype.errorRates
Links.prototype.errorRates = function (truth, groups, probability) {
  return errorRates.call(this, truthOf(this, truth), only(groups, ['group', this.model.settings.id]), probability)
}

/** @type {(this: native.Links, count: number, seed?: any) => import('./linkage.js').Question[]} */
const questions = Links.prototype.questions
Links.prototype.questions = function (count, options) {
  expectOptions(options, ['seed'])
  return questions.call(this, count, options?.seed)
}

/** @type {(this: native.Links, answers: any) => native.Recalibration} */
const recalibrated = Links.prototype.recalibrated
Links.prototype.recalibrated = function (answers) {
  return recalibrated.call(this, jsonList('answers', answers))
}

/** @type {(this: native.Links, options: any, token: any, progress: any) => Promise<native.Clusters>} */
const clustersWith = Links.prototype.clustersWith
Links.prototype.clustersWith = async function (options, watched) {
  expectOptions(watched, RUN)
  const text = json('options', options) ?? '{}'
  return run(watched, (token, progress) => clustersWith.call(this, text, token, progress))
}

/** @type {(this: native.Links, options: any) => native.Clusters} */
const clustersWithSync = Links.prototype.clustersWithSync
Links.prototype.clustersWithSync = function (options) {
  return clustersWithSync.call(this, json('options', options) ?? '{}')
}

/** @type {(this: native.Clusters, kind: any, judgement: any) => native.Clusters} */
const withJudgement = Clusters.prototype.withJudgement
Clusters.prototype.withJudgement = function (kind, judgement) {
  return withJudgement.call(this, kind, json('judgement', judgement) ?? 'null')
}

const { explain, explainLink } = Links.prototype
Links.prototype.explain = function (left, right, options) {
  expectOptions(options, EXPLAIN)
  return explain.call(this, left, right, options)
}
Links.prototype.explainLink = function (place, options) {
  expectOptions(options, EXPLAIN)
  return explainLink.call(this, place, options)
}

/**
 * What stands in the console: how much there is, and nobody's id.
 *
 * @template {object} T
 * @param {{ prototype: T }} type
 * @param {(it: T) => string} line
 */
function shownAs(type, line) {
  Object.defineProperty(type.prototype, inspect.custom, {
    value() {
      return line(this)
    },
  })
}
shownAs(Links, (links) => `Links(${links.length} links)`)
shownAs(Clusters, (clusters) => `Clusters(${clusters.length} records in ${clusters.count} clusters)`)
shownAs(ClusterExplanation, (found) => `ClusterExplanation(${found.toObject().members.length} records)`)
shownAs(Prepared, (prepared) => `Prepared(${prepared.length} records, mode "${prepared.mode}")`)
shownAs(Model, (model) => `Model(${model.comparisons.length} comparisons)`)
shownAs(Calibration, (found) => `Calibration(${found.toObject().judged} links judged)`)
shownAs(ThresholdSweep, (found) => `ThresholdSweep(${found.toObject().judged} links judged)`)
shownAs(ErrorRates, (found) => `ErrorRates(${found.toObject().groups.length} groups)`)
shownAs(Unlinkable, (found) => `Unlinkable(${found.toObject().unlinkable} of ${found.toObject().records} records)`)
shownAs(Recalibration, (found) => `Recalibration(${found.toObject().shift} millibits)`)
shownAs(Explanation, (pair) => `Explanation(${pair.totalMillibits} millibits, ${pair.finding})`)

export const estimatePairs = guarded(native.estimatePairs)
const guardedUnlinkable = guarded(native.unlinkable)

/** @type {import('./linkage.js').unlinkable} */
export function unlinkable(prepared, model, options) {
  expectOptions(options, ['probability'])
  return guardedUnlinkable(prepared, model, options?.probability)
}

const guardedNative = {
  prepare: guarded(native.prepare),
  prepareSync: guarded(native.prepareSync),
  train: guarded(native.train),
  trainSync: guarded(native.trainSync),
  findLinks: guarded(native.findLinks),
  findLinksSync: guarded(native.findLinksSync),
}

/**
 * The arguments of the native `prepare`.
 *
 * @param {Table} left
 * @param {PrepareOptions} options
 * @returns {Parameters<typeof native.prepareSync>}
 */
function preparation(left, { right, settings, mode, limits }) {
  const text = json('settings', settings) ?? 'null'
  const read = (/** @type {Table} */ table) => columns(table, (names) => native.wanted(text, names))
  return [read(left), right && read(right), text, mode, json('limits', limits)]
}

/** @param {PrepareOptions} options @param {readonly string[]} known */
function expectSettings(options, known) {
  if (options == null) throw coded('INVALID_PARAMETER', 'options are needed, with settings among them')
  expectOptions(options, known)
}

/** @type {import('./linkage.js').prepare} */
export async function prepare(left, options) {
  expectSettings(options, [...PREPARE, ...RUN])
  return run(options, (token, progress) => guardedNative.prepare(...preparation(left, options), token, progress))
}

/** @type {import('./linkage.js').prepareSync} */
export function prepareSync(left, options) {
  expectSettings(options, PREPARE)
  return guardedNative.prepareSync(...preparation(left, options))
}

/** @type {import('./linkage.js').train} */
export async function train(prepared, options) {
  expectOptions(options, RUN)
  return run(options, (token, progress) => guardedNative.train(prepared, token, progress))
}

/** @type {import('./linkage.js').trainSync} */
export function trainSync(prepared) {
  return guardedNative.trainSync(prepared)
}

/** @type {import('./linkage.js').findLinks} */
export async function findLinks(prepared, model, options) {
  expectOptions(options, [...FIND, ...RUN])
  const { minimumProbability, threads } = options ?? {}
  return run(options, (token, progress) =>
    guardedNative.findLinks(prepared, model, minimumProbability, threads, token, progress),
  )
}

/** @type {import('./linkage.js').findLinksSync} */
export function findLinksSync(prepared, model, options) {
  expectOptions(options, FIND)
  return guardedNative.findLinksSync(prepared, model, options?.minimumProbability, options?.threads)
}

/** @type {import('./linkage.js').dedupe} */
export async function dedupe(table, how, options) {
  return oneStep(table, undefined, 'dedupe', how, options)
}

/** @type {import('./linkage.js').dedupeSync} */
export function dedupeSync(table, how, options) {
  return oneStepSync(table, undefined, 'dedupe', how, options)
}

/** @type {import('./linkage.js').link} */
export async function link(left, right, how, options) {
  return oneStep(left, right, 'link', how, options)
}

/** @type {import('./linkage.js').linkSync} */
export function linkSync(left, right, how, options) {
  return oneStepSync(left, right, 'link', how, options)
}

/** @type {import('./linkage.js').linkAndDedupe} */
export async function linkAndDedupe(left, right, how, options) {
  return oneStep(left, right, 'link_and_dedupe', how, options)
}

/** @type {import('./linkage.js').linkAndDedupeSync} */
export function linkAndDedupeSync(left, right, how, options) {
  return oneStepSync(left, right, 'link_and_dedupe', how, options)
}

/** @typedef {import('./linkage.js').Settings | native.Model} How */
/** @typedef {import('./linkage.js').Mode} Mode */
/** @typedef {import('./linkage.js').OneStepOptions} OneStepOptions */
/** @typedef {import('./linkage.js').RunOptions} RunOptions */

/**
 * @param {Table} left
 * @param {Table | undefined} right
 * @param {Mode} mode
 * @param {How} how
 * @param {(OneStepOptions & RunOptions) | undefined} options
 */
async function oneStep(left, right, mode, how, options) {
  expectOptions(options, ['limits', ...FIND, ...RUN])
  const { limits, minimumProbability, threads, signal, progress } = options ?? {}
  const watched = { signal, progress }
  const known = how instanceof Model ? how : undefined
  const settings = how instanceof Model ? how.settings : how
  const prepared = await prepare(left, { right, mode, settings, limits, ...watched })
  const model = known ?? (await train(prepared, watched))
  return findLinks(prepared, model, { minimumProbability, threads, ...watched })
}

/**
 * @param {Table} left
 * @param {Table | undefined} right
 * @param {Mode} mode
 * @param {How} how
 * @param {OneStepOptions | undefined} options
 */
function oneStepSync(left, right, mode, how, options) {
  expectOptions(options, ['limits', ...FIND])
  const { limits, minimumProbability, threads } = options ?? {}
  const known = how instanceof Model ? how : undefined
  const settings = how instanceof Model ? how.settings : how
  const prepared = prepareSync(left, { right, mode, settings, limits })
  return findLinksSync(prepared, known ?? trainSync(prepared), { minimumProbability, threads })
}

const { NativeIndex } = native
guardMethods(NativeIndex)

/** @type {import('./linkage.js').Index} */
export const Index = class Index {
  #native
  /** The column of the id. */
  #id

  /**
   * @param {native.Model | native.NativeIndex} model
   * @param {{ limits?: Partial<import('./schemas.js').Limits> | undefined }} [options]
   */
  constructor(model, options) {
    expectOptions(options, ['limits'])
    this.#native = model instanceof NativeIndex ? model : NativeIndex.empty(model, json('limits', options?.limits))
    this.#id = this.#native.model.settings.id
  }

  /** @type {typeof import('./linkage.js').Index.of} */
  static async of(prepared, model, options) {
    expectOptions(options, ['limits', ...RUN])
    const limits = json('limits', options?.limits)
    return new Index(await run(options, (token, progress) => NativeIndex.of(prepared, model, limits, token, progress)))
  }

  /** @type {typeof import('./linkage.js').Index.ofSync} */
  static ofSync(prepared, model, options) {
    expectOptions(options, ['limits'])
    return new Index(NativeIndex.ofSync(prepared, model, json('limits', options?.limits)))
  }

  /** @type {typeof import('./linkage.js').Index.fromBytes} */
  static async fromBytes(bytes, options) {
    expectOptions(options, ['limits', ...RUN])
    const limits = json('limits', options?.limits)
    return new Index(await run(options, (token, progress) => NativeIndex.fromBytes(bytes, limits, token, progress)))
  }

  /** @type {typeof import('./linkage.js').Index.fromBytesSync} */
  static fromBytesSync(bytes, options) {
    expectOptions(options, ['limits'])
    return new Index(NativeIndex.fromBytesSync(bytes, json('limits', options?.limits)))
  }

  /** @param {import('./linkage.js').RunOptions} [options] */
  async toBytes(options) {
    expectOptions(options, RUN)
    return run(options, (token, progress) => this.#native.toBytes(token, progress))
  }

  toBytesSync() {
    return this.#native.toBytesSync()
  }

  get length() {
    return this.#native.length
  }

  get model() {
    return this.#native.model
  }

  /**
   * The id of a record and its columns, apart: JSON has no word for a bigint.
   *
   * @param {import('./linkage.js').IndexRecord} record
   * @returns {[string | number | bigint, string]}
   */
  #parts(record) {
    if (typeof record !== 'object' || record === null) throw coded('INVALID_PARAMETER', 'a record is an object of columns')
    const { [this.#id]: id, ...columns } = record
    if (typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') {
      throw coded('INVALID_PARAMETER', `a record needs a text or an integer as its "${this.#id}"`)
    }
    return [id, json('record', columns) ?? 'null']
  }

  /** @param {string | number | bigint} id */
  has(id) {
    return this.#native.contains(id)
  }

  /** @param {import('./linkage.js').IndexRecord} record */
  add(record) {
    return this.#native.add(...this.#parts(record))
  }

  /** @param {import('./linkage.js').IndexRecord} record */
  replace(record) {
    return this.#native.replace(...this.#parts(record))
  }

  /** @param {string | number | bigint} id */
  remove(id) {
    this.#native.remove(id)
  }

  /** @param {string | number | bigint} id */
  record(id) {
    return this.#native.record(id)
  }

  /**
   * @param {import('./linkage.js').IndexRecord} record
   * @param {import('./linkage.js').SearchChoices} [options]
   */
  find(record, options) {
    expectOptions(options, SEARCH)
    const { minimumProbability, most, showValues } = options ?? {}
    return this.#native.find(...this.#parts(record), minimumProbability, most, showValues)
  }

  /**
   * @param {string | number | bigint} id
   * @param {import('./linkage.js').SearchChoices} [options]
   */
  neighbours(id, options) {
    expectOptions(options, SEARCH)
    const { minimumProbability, most, showValues } = options ?? {}
    return this.#native.neighbours(id, minimumProbability, most, showValues)
  }

  /**
   * @param {string | number | bigint} left
   * @param {string | number | bigint} right
   * @param {native.ExplainOptions} [options]
   */
  explain(left, right, options) {
    expectOptions(options, EXPLAIN)
    return this.#native.explain(left, right, options)
  }

  /** @param {any} kind @param {any} judgement */
  judge(kind, judgement) {
    this.#native.judge(kind, json('judgement', judgement) ?? 'null')
  }

  /** @param {any} kind @param {string | number | bigint} left @param {string | number | bigint} right */
  withdraw(kind, left, right) {
    return this.#native.withdraw(kind, left, right)
  }

  get judgements() {
    return this.#native.judgements()
  }

  /** @param {string | number | bigint} id @param {any} [options] @param {import('./linkage.js').RunOptions} [watched] */
  async clustersAround(id, options, watched) {
    expectOptions(watched, RUN)
    const text = json('options', options) ?? '{}'
    return run(watched, (token, progress) => this.#native.clustersAround(id, text, token, progress))
  }

  /** @param {string | number | bigint} id @param {any} [options] */
  clustersAroundSync(id, options) {
    return this.#native.clustersAroundSync(id, json('options', options) ?? '{}')
  }

  [inspect.custom]() {
    return `Index(${this.length} records)`
  }
}
