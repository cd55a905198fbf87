// Is this file known?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativePerceptualIndex } = native
guardMethods(NativePerceptualIndex)
const build = guarded(native.buildPerceptualIndex)

/**
 * The bytes of a hash.
 *
 * @param {string | Uint8Array} hash
 * @returns {Uint8Array}
 */
function bytes(hash) {
  if (typeof hash !== 'string') return hash
  if (/^[0-9a-f]{64}$/i.test(hash)) return Buffer.from(hash, 'hex')
  throw coded('INVALID_PARAMETER', 'parameter "hash": must be 32 bytes or 64 hex digits')
}

/**
 * The bytes of many hashes, one behind the other.
 *
 * @param {readonly (string | Uint8Array)[] | Uint8Array} hashes
 * @returns {Uint8Array}
 */
function allBytes(hashes) {
  if (!Array.isArray(hashes)) return /** @type {Uint8Array} */ (hashes)
  const all = new Uint8Array(32 * hashes.length)
  hashes.forEach((hash, at) => {
    const one = bytes(hash)
    if (!(one instanceof Uint8Array) || one.length !== 32) {
      throw coded('INVALID_PARAMETER', 'parameter "hash": must be 32 bytes or 64 hex digits')
    }
    all.set(one, 32 * at)
  })
  return all
}

/** @type {typeof import('./hashes.js').PerceptualIndex} */
export const PerceptualIndex = class PerceptualIndex {
  #native

  /** @param {{ scanning?: boolean | undefined }} [options] */
  constructor(options) {
    expectOptions(options, ['scanning'])
    this.#native = new NativePerceptualIndex(options?.scanning ?? false)
  }

  /**
   * @param {readonly (string | Uint8Array)[] | Uint8Array} hashes
   * @param {import('./hashes.js').BuildOptions} [options]
   */
  static async build(hashes, options) {
    expectOptions(options, ['scanning', 'signal', 'progress'])
    const index = new PerceptualIndex()
    index.#native = await run(options, (token, progress) =>
      build(allBytes(hashes), options?.scanning ?? false, token, progress),
    )
    return index
  }

  /** @param {string | Uint8Array} hash */
  insert(hash) {
    return this.#native.insert(bytes(hash))
  }

  /** @param {readonly (string | Uint8Array)[] | Uint8Array} hashes */
  extend(hashes) {
    return this.#native.extend(allBytes(hashes))
  }

  /** @param {number} id */
  remove(id) {
    return this.#native.remove(id)
  }

  /** @param {number} id */
  get(id) {
    return this.#native.get(id) ?? undefined
  }

  /** @param {string | Uint8Array} hash */
  find(hash, radius = 31) {
    const { id, distance } = this.#native.findAllSync(allBytes([hash]), radius)
    return Array.from(id, (one, at) => ({ id: one, distance: /** @type {number} */ (distance[at]) }))
  }

  /**
   * @param {readonly (string | Uint8Array)[] | Uint8Array} hashes
   * @param {import('./hashes.js').FindOptions & import('./linkage.js').RunOptions} [options]
   */
  async findAll(hashes, options) {
    expectOptions(options, ['radius', 'signal', 'progress'])
    return run(options, (token, progress) =>
      this.#native.findAll(allBytes(hashes), options?.radius ?? 31, token, progress),
    )
  }

  /**
   * @param {readonly (string | Uint8Array)[] | Uint8Array} hashes
   * @param {import('./hashes.js').FindOptions} [options]
   */
  findAllSync(hashes, options) {
    expectOptions(options, ['radius'])
    return this.#native.findAllSync(allBytes(hashes), options?.radius ?? 31)
  }

  plan(queries = 1, radius = 31) {
    return this.#native.plan(queries, radius)
  }

  get bytes() {
    return this.#native.bytes
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `PerceptualIndex(${this.length} hashes)`
  }
}
