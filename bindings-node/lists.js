// Living lists of known files, and lists as others write them.
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonItems, listOf, utf8 } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeHashList, NativeListReader } = native
for (const type of [NativeHashList, NativeListReader]) guardMethods(type)
const read = guarded(native.readList)
const readSync = guarded(native.readListSync)

/** @type {(reader: unknown) => native.NativeListReader} */
let readerBehind

/** @type {typeof import('./hashes.js').ListReader} */
export const ListReader = class ListReader {
  #native

  static {
    readerBehind = (reader) => {
      if (typeof reader === 'object' && reader !== null && #native in reader) return reader.#native
      throw coded('INVALID_PARAMETER', 'reader must be a ListReader')
    }
  }

  /** @param {import('./schemas.js').ListReadOptions} options */
  constructor(options) {
    this.#native = NativeListReader.of(json('options', options) ?? 'null')
  }

  /** @param {Uint8Array} bytes */
  feed(bytes) {
    return JSON.parse(this.#native.feed(bytes))
  }

  finish() {
    return JSON.parse(this.#native.finish())
  }

  [inspect.custom]() {
    return `ListReader(${this.#native.ended ? 'ended' : 'open'})`
  }
}

/** @type {import('./hashes.js').readList} */
export async function readList(data, options, how) {
  expectOptions(how, ['signal', 'progress'])
  const [bytes, text] = [utf8('data', data), json('options', options) ?? 'null']
  return JSON.parse(await run(how, (token, progress) => read(bytes, text, token, progress)))
}

/** @type {import('./hashes.js').readListSync} */
export function readListSync(data, options) {
  return JSON.parse(readSync(utf8('data', data), json('options', options) ?? 'null'))
}

/** @type {(list: unknown) => native.NativeHashList} */
let listBehind

/**
 * The native list behind each of several.
 *
 * @param {unknown} lists
 */
export function nativeLists(lists) {
  return listOf('lists', lists).map(listBehind)
}

/** @type {typeof import('./hashes.js').HashList} */
export const HashList = class HashList {
  #native

  static {
    listBehind = (list) => {
      if (typeof list === 'object' && list !== null && #native in list) return list.#native
      throw coded('INVALID_PARAMETER', 'lists must be an array of HashList')
    }
  }

  /** @param {import('./schemas.js').ListSettings | native.NativeHashList} settings */
  constructor(settings) {
    const isMade = settings instanceof NativeHashList
    this.#native = isMade ? settings : NativeHashList.of(json('settings', settings) ?? 'null')
  }

  /** @param {Uint8Array} bytes @param {import('./hashes.js').OpenOptions} [options] */
  static open(bytes, options) {
    expectOptions(options, ['verify'])
    return new HashList(NativeHashList.open(bytes, options?.verify ?? true))
  }

  /** @param {Iterable<import('./schemas.js').MediaFile>} files @param {import('./hashes.js').AsOf} [options] */
  add(files, options) {
    expectOptions(options, ['at'])
    return JSON.parse(this.#native.add(jsonItems('files', files), options?.at))
  }

  /** @param {Iterable<import('./schemas.js').ListChange>} changes */
  apply(changes) {
    return JSON.parse(this.#native.apply(jsonItems('changes', changes)))
  }

  /** @param {string | null} version */
  setVersion(version) {
    // one that is missing by mistake must not take the version away
    if (version === undefined) throw coded('INVALID_PARAMETER', 'version is needed; null takes it away')
    this.#native.setVersion(version)
  }

  /**
   * @param {import('./hashes.js').ListReader} reader
   * @param {Uint8Array | null} bytes
   * @param {import('./hashes.js').AsOf} [options]
   */
  feed(reader, bytes, options) {
    expectOptions(options, ['at'])
    // a chunk that is missing by mistake must not end the list
    if (bytes === undefined) throw coded('INVALID_PARAMETER', 'bytes are needed; null ends the list')
    return JSON.parse(this.#native.feed(readerBehind(reader), bytes, options?.at))
  }

  /** @param {import('./schemas.js').MediaFile} file @param {import('./hashes.js').OnDay} [options] */
  find(file, options) {
    expectOptions(options, ['on'])
    return JSON.parse(this.#native.find(json('file', file) ?? 'null', options?.on))
  }

  /**
   * @param {Iterable<import('./schemas.js').MediaFile>} files
   * @param {import('./hashes.js').OnDay & import('./linkage.js').RunOptions} [options]
   */
  async findAll(files, options) {
    expectOptions(options, ['on', 'signal', 'progress'])
    const items = jsonItems('files', files)
    return JSON.parse(
      await run(options, (token, progress) => this.#native.findAll(items, options?.on, token, progress)),
    )
  }

  /** @param {Iterable<import('./schemas.js').MediaFile>} files @param {import('./hashes.js').OnDay} [options] */
  findAllSync(files, options) {
    expectOptions(options, ['on'])
    return JSON.parse(this.#native.findAllSync(jsonItems('files', files), options?.on))
  }

  /**
   * @param {import('./schemas.js').MediaFile} file
   * @param {string} algorithm
   * @param {number} radius
   * @param {(wanted: Uint8Array, stored: Uint8Array) => number} distance
   * @returns {[number, import('./schemas.js').FileHit][]}
   */
  findByDistance(file, algorithm, radius, distance) {
    if (typeof distance !== 'function') throw coded('INVALID_PARAMETER', 'distance must be a function')
    /** @type {{ error: unknown } | undefined} */
    let thrown
    const far = (/** @type {Uint8Array} */ wanted, /** @type {Uint8Array} */ stored) => {
      try {
        const number = distance(wanted, stored)
        if (typeof number === 'number') return number
        throw coded('INVALID_PARAMETER', 'distance must give a number')
      } catch (error) {
        thrown = { error }
        return undefined
      }
    }
    try {
      const found = this.#native.findByDistance(json('file', file) ?? 'null', algorithm, radius, far)
      const hits = JSON.parse(found.hits)
      return found.distance.map((number, at) => [number, hits[at]])
    } catch (error) {
      // what it threw comes out unchanged
      throw thrown ? thrown.error : error
    }
  }

  /** @param {import('./schemas.js').Feedback} feedback */
  judge(feedback) {
    this.#native.judge(json('feedback', feedback) ?? 'null')
  }

  /** @param {Iterable<string>} entries @param {string} on */
  countHits(entries, on) {
    this.#native.countHits(listOf('entries', entries), on)
  }

  /** @param {string} id */
  has(id) {
    return this.#native.has(id)
  }

  /** @param {string} id */
  get(id) {
    const entry = this.#native.get(id)
    return entry == null ? undefined : JSON.parse(entry)
  }

  ids() {
    return this.#native.ids()
  }

  snapshot() {
    return this.#native.snapshot()
  }

  get settings() {
    return JSON.parse(this.#native.settings)
  }

  get bytes() {
    return this.#native.bytes
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `HashList(${this.length} entries)`
  }
}
