// What would agencies hold, if none of these people existed, and what would be true?
import { expectOptions, guardMethods, json } from './guard.js'
import { NativeWorld } from './native.js'
import { coded, run } from './run.js'

guardMethods(NativeWorld)

/** @type {typeof import('./synth.js').World} */
export const World = class World {
  /** @type {NativeWorld} */
  #native

  /** @param {NativeWorld} native */
  constructor(native) {
    if (!(native instanceof NativeWorld)) throw coded('INVALID_PARAMETER', 'a World is made by world(seed, size)')
    this.#native = native
  }

  /** @param {string} kind */
  count(kind) {
    return this.#native.count(kind)
  }

  /** @param {string} kind @param {import('./synth.js').NumbersAsync} [options] */
  ndjson(kind, options) {
    return this.#lines(kind, options, false)
  }

  /** @param {string} kind @param {import('./synth.js').Numbers} [options] */
  ndjsonSync(kind, options) {
    return this.#linesSync(kind, options, false)
  }

  /** @param {string} kind @param {import('./synth.js').NumbersAsync} [options] */
  truthNdjson(kind, options) {
    return this.#lines(kind, options, true)
  }

  /** @param {string} kind @param {import('./synth.js').Numbers} [options] */
  truthNdjsonSync(kind, options) {
    return this.#linesSync(kind, options, true)
  }

  /** @param {string} kind @param {import('./synth.js').NumbersAsync} [options] @returns {Promise<any[]>} */
  async records(kind, options) {
    return parsed(await this.ndjson(kind, options))
  }

  /** @param {string} kind @param {import('./synth.js').Numbers} [options] @returns {any[]} */
  recordsSync(kind, options) {
    return parsed(this.ndjsonSync(kind, options))
  }

  /** @param {string} kind @param {import('./synth.js').NumbersAsync} [options] @returns {Promise<any[]>} */
  async truth(kind, options) {
    return parsed(await this.truthNdjson(kind, options))
  }

  /** @param {string} kind @param {import('./synth.js').Numbers} [options] @returns {any[]} */
  truthSync(kind, options) {
    return parsed(this.truthNdjsonSync(kind, options))
  }

  /** @param {string} kind @param {import('./synth.js').NumbersAsync | undefined} options @param {boolean} truth */
  async #lines(kind, options, truth) {
    expectOptions(options, ['start', 'stop', 'signal', 'progress'])
    const { start = 0, stop } = options ?? {}
    return run(options, (token, progress) => this.#native.lines(kind, start, stop, truth, token, progress))
  }

  /** @param {string} kind @param {import('./synth.js').Numbers | undefined} options @param {boolean} truth */
  #linesSync(kind, options, truth) {
    expectOptions(options, ['start', 'stop'])
    const { start = 0, stop } = options ?? {}
    return this.#native.linesSync(kind, start, stop, truth)
  }
}

/** @type {import('./synth.js').world} */
export function world(seed, size, options) {
  expectOptions(options, ['rates', 'asOf'])
  const { rates, asOf } = options ?? {}
  return new World(/** @type {any} */ (NativeWorld.of(seed, json('size', size) ?? 'null', json('rates', rates), asOf)))
}

/**
 * The values of NDJSON. A text of JavaScript ends at half a gigabyte, and lines need not.
 *
 * @param {Uint8Array} bytes
 */
function parsed(bytes) {
  const decoder = new TextDecoder()
  const values = []
  for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
    values.push(JSON.parse(decoder.decode(bytes.subarray(at, end))))
  }
  return values
}
