// Events, and the tests that run on them: what events.js, patterns.js and clustering.js share.
import { inspect } from 'node:util'
import { columns } from './columns.js'
import { expectOptions, guarded, guardMethods, json } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeEvents } = native
guardMethods(NativeEvents)
const test = guarded(native.testEvents)
const testSync = guarded(native.testEventsSync)

/** @type {typeof import('./events.js').Events} */
export const Events = class Events {
  #native

  /**
   * @param {import('./linkage.js').Table} table
   * @param {import('./schemas.js').EventSettings} [settings]
   * @param {{ limits?: import('./schemas.js').Limits | undefined }} [options]
   */
  constructor(table, settings, options) {
    expectOptions(options, ['limits'])
    const { x = 'x', y = 'y', start = 'start', geometry, end, radius } = settings ?? {}
    const named = [...(geometry == null ? [x, y] : [geometry]), start, end, radius]
    const wanted = (/** @type {string[]} */ names) => names.filter((name) => named.includes(name))
    this.#native = NativeEvents.of(columns(table, wanted), json('settings', settings) ?? '{}', json('limits', options?.limits))
  }

  /** @param {Events} events */
  static native(events) {
    if (!(#native in Object(events))) throw coded('INVALID_PARAMETER', 'events must be an Events')
    return events.#native
  }

  get setAside() {
    return JSON.parse(this.#native.setAside())
  }

  seemSwapped() {
    return this.#native.seemSwapped()
  }

  rows() {
    return this.#native.rows()
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `Events(${this.length}, ${this.setAside.total} set aside)`
  }
}

/** The native side of events. @type {(events: any) => any} */
export const nativeOf = /** @type {any} */ (Events).native
Reflect.deleteProperty(Events, 'native')

/**
 * @param {any} options
 * @param {readonly string[]} further
 */
const chance = (options, further) => {
  expectOptions(options, ['replicates', 'seed', 'threads', ...further])
  const { replicates, seed, threads } = options ?? {}
  return { replicates, seed, threads }
}

/**
 * Options of a test, and what it needs beside the events as JSON.
 *
 * @param {any} options
 * @param {readonly string[]} run
 * @param {readonly string[]} own names of options that go over as columns
 */
const read = (options, run, own) => {
  const how = chance(options, [...run, ...own])
  const given = Object.fromEntries(own.map((name) => [name, options?.[name]]).filter(([, value]) => value != null))
  return { how, given }
}

/** @param {Record<string, any>} further */
const plain = (further) =>
  Object.keys(further).length === 0
    ? undefined
    : JSON.stringify(further, (_, value) => (ArrayBuffer.isView(value) ? [.../** @type {any} */ (value)] : value))

/**
 * A test by its name in the core, on a worker thread.
 *
 * @param {string} name
 * @param {readonly string[]} [own]
 */
export const long =
  (name, own = []) =>
  async (/** @type {any} */ events, /** @type {any} */ settings, /** @type {any} */ options, /** @type {any} */ further) => {
    const { how, given } = read(options, ['signal', 'progress'], own)
    const [inner, text] = [nativeOf(events), json('settings', settings) ?? '{}']
    const more = plain({ ...given, ...further })
    return JSON.parse(await run(options, (token, progress) => test(name, inner, text, how, more, token, progress)))
  }

/**
 * The same on the calling thread.
 *
 * @param {string} name
 * @param {readonly string[]} [own]
 */
export const here =
  (name, own = []) =>
  (/** @type {any} */ events, /** @type {any} */ settings, /** @type {any} */ options, /** @type {any} */ further) => {
    const { how, given } = read(options, [], own)
    const more = plain({ ...given, ...further })
    return JSON.parse(testSync(name, nativeOf(events), json('settings', settings) ?? '{}', how, more))
  }
