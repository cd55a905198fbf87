// What was reported, how pressing is it, and has it been reported before?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonItems, jsonList } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeAgencyDirectory, NativeCompiledTriage, NativeProviderDirectory, NativeTipIndex } = native
for (const type of [NativeAgencyDirectory, NativeCompiledTriage, NativeProviderDirectory, NativeTipIndex]) guardMethods(type)
const readReport = guarded(native.readCybertip)
const readFile = guarded(native.readCybertipFile)
const writeReport = guarded(native.writeCybertip)
const seen = guarded(native.viewTip)
const triageOne = guarded(native.triage)
const apart = guarded(native.tellApart)
const triageMany = guarded(native.triageAll)
const triageManySync = guarded(native.triageAllSync)

const RUN = ['signal', 'progress']

/** @type {WeakMap<object, native.NativeCompiledTriage>} */
const ready = new WeakMap()

/** @type {typeof import('./tips.js').CompiledTriage} */
export const CompiledTriage = class CompiledTriage {
  /** @param {import('./schemas.js').TriageRules} [rules] */
  constructor(rules) {
    ready.set(this, NativeCompiledTriage.of(json('rules', rules)))
  }

  get rules() {
    return JSON.parse(compiled(this).rules())
  }

  [inspect.custom]() {
    const { rules, version } = this.rules
    return `CompiledTriage(${rules} ${version})`
  }
}

/**
 * The rules of a call, compiled.
 *
 * @param {object | undefined} rules
 */
function compiled(rules) {
  if (rules == null) return NativeCompiledTriage.of()
  return ready.get(rules) ?? NativeCompiledTriage.of(json('rules', rules))
}

/** @param {Iterable<unknown> | Uint8Array} tips */
const given = (tips) => (tips instanceof Uint8Array ? tips : jsonItems('tips', tips))

/** @param {unknown} xml */
function bytes(xml) {
  if (typeof xml === 'string') return new TextEncoder().encode(xml)
  if (xml instanceof Uint8Array) return xml
  throw coded('INVALID_PARAMETER', 'xml must be bytes or text')
}

/** @param {import('./schemas.js').CyberTipOptions & { limits?: unknown } | undefined} options */
function asked(options) {
  expectOptions(options, ['now', 'limits'])
  const { limits, ...rest } = options ?? {}
  return /** @type {const} */ ([json('options', rest) ?? '{}', json('limits', limits)])
}

/** @type {import('./tips.js').readCybertip} */
export function readCybertip(xml, id, options) {
  return JSON.parse(readReport(bytes(xml), id, ...asked(options)))
}

/** @type {import('./tips.js').readCybertipFile} */
export function readCybertipFile(xml, options) {
  return JSON.parse(readFile(bytes(xml), ...asked(options)))
}

/** @type {import('./tips.js').writeCybertip} */
export function writeCybertip(tip, options) {
  expectOptions(options, ['now'])
  return JSON.parse(writeReport(json('tip', tip) ?? 'null', json('options', options) ?? '{}'))
}

/** @type {import('./tips.js').viewTip} */
export function viewTip(tip, views, asOf) {
  return JSON.parse(seen(json('tip', tip) ?? 'null', jsonList('views', views), asOf))
}

/** @param {unknown} now */
const moment = (now) => (now instanceof Date ? now.toISOString() : now == null ? undefined : String(now))

/** @type {typeof import('./tips.js').AgencyDirectory} */
export const AgencyDirectory = class AgencyDirectory {
  #native

  /**
   * @param {Iterable<import('./schemas.js').Agency>} agencies
   * @param {Iterable<import('./schemas.js').Jurisdiction>} jurisdictions
   * @param {Partial<import('./schemas.js').RouteInputs>} [inputs]
   */
  constructor(agencies, jurisdictions, inputs) {
    this.#native = NativeAgencyDirectory.of(
      jsonItems('agencies', agencies),
      jsonItems('jurisdictions', jurisdictions),
      json('inputs', inputs) ?? 'null',
    )
  }

  get notes() {
    return JSON.parse(this.#native.notes())
  }

  /**
   * @param {import('./schemas.js').Tip} tip
   * @param {Partial<import('./schemas.js').RoutingRules>} [rules]
   * @param {Date | string} [now]
   */
  route(tip, rules, now) {
    return JSON.parse(this.#native.route(json('tip', tip) ?? 'null', json('rules', rules) ?? '{}', moment(now)))
  }

  /**
   * @param {Iterable<unknown> | Uint8Array} tips
   * @param {Partial<import('./schemas.js').RoutingRules>} [rules]
   * @param {{ now?: Date | string | undefined, limits?: import('./schemas.js').Limits | undefined } & import('./linkage.js').RunOptions} [options]
   */
  async routeAll(tips, rules, options) {
    expectOptions(options, ['now', 'limits', ...RUN])
    const [reports, by, limits] = [given(tips), json('rules', rules) ?? '{}', json('limits', options?.limits)]
    const now = moment(options?.now)
    return JSON.parse(
      await run(options, (token, progress) => this.#native.routeAll(reports, by, now, limits, token, progress)),
    )
  }

  /**
   * @param {Iterable<unknown> | Uint8Array} tips
   * @param {Partial<import('./schemas.js').RoutingRules>} [rules]
   * @param {{ now?: Date | string | undefined, limits?: import('./schemas.js').Limits | undefined }} [options]
   */
  routeAllSync(tips, rules, options) {
    expectOptions(options, ['now', 'limits'])
    const [reports, by, limits] = [given(tips), json('rules', rules) ?? '{}', json('limits', options?.limits)]
    return JSON.parse(this.#native.routeAllSync(reports, by, moment(options?.now), limits))
  }
}

/** @type {typeof import('./tips.js').ProviderDirectory} */
export const ProviderDirectory = class ProviderDirectory {
  #native

  /** @param {Iterable<import('./schemas.js').Provider>} providers */
  constructor(providers) {
    this.#native = NativeProviderDirectory.of(jsonItems('providers', providers))
  }

  get length() {
    return this.#native.length
  }

  /**
   * @param {string} text
   * @param {string} asOf
   * @param {string} [on]
   */
  find(text, asOf, on) {
    return JSON.parse(this.#native.find(text, asOf, on))
  }
}

/** @type {import('./tips.js').triageRules} */
export function triageRules() {
  return JSON.parse(NativeCompiledTriage.of().rules())
}

/** @type {import('./tips.js').triage} */
export function triage(tip, context, options) {
  expectOptions(options, ['rules'])
  const [report, known] = [json('tip', tip) ?? 'null', json('context', context) ?? '{}']
  return JSON.parse(triageOne(report, known, compiled(options?.rules)))
}

/** @type {import('./tips.js').triageAll} */
export async function triageAll(tips, context, options) {
  expectOptions(options, ['rules', 'limits', 'threads', ...RUN])
  const [items, known, rules] = [given(tips), json('context', context) ?? '{}', compiled(options?.rules)]
  const [limits, threads] = [json('limits', options?.limits), options?.threads ?? 1]
  return JSON.parse(
    await run(options, (token, progress) => triageMany(items, known, rules, limits, threads, token, progress)),
  )
}

/** @type {import('./tips.js').triageAllSync} */
export function triageAllSync(tips, context, options) {
  expectOptions(options, ['rules', 'limits', 'threads'])
  const [items, known, rules] = [given(tips), json('context', context) ?? '{}', compiled(options?.rules)]
  return JSON.parse(triageManySync(items, known, rules, json('limits', options?.limits), options?.threads ?? 1))
}

/** @type {import('./tips.js').tellApart} */
export function tellApart(first, second, context, options) {
  expectOptions(options, ['rules'])
  const [one, other] = [json('first', first) ?? 'null', json('second', second) ?? 'null']
  return JSON.parse(apart(one, other, json('context', context) ?? '{}', compiled(options?.rules)))
}

/** @type {typeof import('./tips.js').TipIndex} */
export const TipIndex = class TipIndex {
  #native

  /** @param {Partial<import('./schemas.js').AlikeSettings> | import('./native.js').NativeTipIndex} [settings] */
  constructor(settings) {
    this.#native = settings instanceof NativeTipIndex ? settings : NativeTipIndex.empty(json('settings', settings) ?? '{}')
  }

  /** @type {typeof import('./tips.js').TipIndex.fromBytes} */
  static async fromBytes(bytes, options) {
    expectOptions(options, RUN)
    return new TipIndex(await run(options, (token, progress) => NativeTipIndex.fromBytes(bytes, token, progress)))
  }

  /** @type {typeof import('./tips.js').TipIndex.fromBytesSync} */
  static fromBytesSync(bytes) {
    return new TipIndex(NativeTipIndex.fromBytesSync(bytes))
  }

  /** @param {import('./linkage.js').RunOptions} [options] */
  async toBytes(options) {
    expectOptions(options, RUN)
    return run(options, (token, progress) => this.#native.toBytes(token, progress))
  }

  toBytesSync() {
    return this.#native.toBytesSync()
  }

  /** @param {import('./schemas.js').Tip} tip */
  add(tip) {
    return this.#native.add(json('tip', tip) ?? 'null')
  }

  /**
   * @param {Iterable<unknown> | Uint8Array} tips
   * @param {import('./tips.js').ExtendOptions & import('./linkage.js').RunOptions} [options]
   */
  async extend(tips, options) {
    expectOptions(options, ['limits', ...RUN])
    const [items, limits] = [given(tips), json('limits', options?.limits)]
    return JSON.parse(await run(options, (token, progress) => this.#native.extend(items, limits, token, progress)))
  }

  /**
   * @param {Iterable<unknown> | Uint8Array} tips
   * @param {import('./tips.js').ExtendOptions} [options]
   */
  extendSync(tips, options) {
    expectOptions(options, ['limits'])
    return JSON.parse(this.#native.extendSync(given(tips), json('limits', options?.limits)))
  }

  /** @param {string} id */
  remove(id) {
    this.#native.remove(id)
  }

  /**
   * @param {import('./schemas.js').Tip} tip
   * @param {{ most?: number | undefined }} [options]
   */
  find(tip, options) {
    expectOptions(options, ['most'])
    return JSON.parse(this.#native.find(json('tip', tip) ?? 'null', options?.most ?? 10))
  }

  /**
   * @param {string} left
   * @param {string} right
   */
  explain(left, right) {
    return JSON.parse(this.#native.explain(left, right))
  }

  /** @param {import('./schemas.js').TipJudgement} judgement */
  judge(judgement) {
    return JSON.parse(this.#native.judge(json('judgement', judgement) ?? 'null'))
  }

  /**
   * @param {string} left
   * @param {string} right
   */
  withdraw(left, right) {
    return JSON.parse(this.#native.withdraw(left, right))
  }

  judgements() {
    return JSON.parse(this.#native.judgements())
  }

  /** @param {import('./linkage.js').RunOptions} [options] */
  async clusters(options) {
    expectOptions(options, RUN)
    return JSON.parse(await run(options, (token, progress) => this.#native.clusters(token, progress)))
  }

  clustersSync() {
    return JSON.parse(this.#native.clustersSync())
  }

  /** @param {string} id */
  clusterOf(id) {
    return JSON.parse(this.#native.clusterOf(id))
  }

  /** @param {string} id */
  has(id) {
    return this.#native.has(id)
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `TipIndex(${this.length} reports)`
  }
}
