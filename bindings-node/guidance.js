// Which answer of a prevention library fits a question, and when should a person answer instead?
import { inspect } from 'node:util'
import { expectOptions, guardMethods, json } from './guard.js'
import * as native from './native.js'

const { NativeGuidance } = native
guardMethods(NativeGuidance)

/** @type {typeof import('./guidance.js').Guidance} */
export const Guidance = class Guidance {
  #native

  /**
   * @param {import('./schemas.js').GuidanceSet} set
   * @param {import('./schemas.js').GuidanceSettings} [settings]
   */
  constructor(set, settings) {
    this.#native =
      set instanceof NativeGuidance ? set : NativeGuidance.of(json('set', set) ?? 'null', json('settings', settings))
  }

  static starter() {
    return new Guidance(/** @type {any} */ (NativeGuidance.starter()))
  }

  /**
   * @param {string} question
   * @param {import('./guidance.js').SearchOptions} [options]
   */
  search(question, options) {
    expectOptions(options, ['topic', 'audience', 'language', 'most'])
    return JSON.parse(this.#native.search(question, json('options', options) ?? '{}'))
  }

  /** @param {string} id */
  entry(id) {
    return JSON.parse(this.#native.entry(id))
  }

  topics() {
    return this.#native.topics()
  }

  set() {
    return JSON.parse(this.#native.set())
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `Guidance(${this.length} entries)`
  }
}
