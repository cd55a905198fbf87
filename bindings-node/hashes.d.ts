/** Is this file known? */
import type { RunOptions } from './linkage.js'

/** A hash of 256 bits: 32 bytes, or 64 hex digits. */
export type Hash256 = string | Uint8Array

/** Many hashes: a list, or one run of bytes with 32 for each. */
export type Hashes = readonly Hash256[] | Uint8Array

/** How an index is made. */
export interface BuildOptions extends RunOptions {
  /** Whether to do without tables: 32 bytes for each hash, best for large batches of queries. */
  scanning?: boolean | undefined
}

/** How far a search goes. */
export interface FindOptions {
  /** How many of the 256 bits may differ, 0 to 64; 31 by default, the usual choice for PDQ. */
  radius?: number | undefined
}

/** A stored hash near the one that was looked for. */
export interface HashMatch {
  id: number
  /** How many bits differ. */
  distance: number
}

/** What was found for many queries, as columns: by query, then distance, then id. */
export interface HashMatches {
  /** The place among the queries, from 0. */
  query: Uint32Array
  id: Uint32Array
  distance: Uint32Array
}

/**
 * Perceptual hashes of 256 bits, such as PDQ, found by how few bits differ: every one within the radius, never an
 * approximation (multi-index hashing with exact radii; Norouzi, Punjani and Fleet 2012).
 *
 * Hashes are numbered from 0 in the order in which they came, and keep their numbers. What is inserted or removed
 * counts at once. All methods throw `INVALID_PARAMETER` for what is no hash, or a radius that is not 0 to 64.
 */
export class PerceptualIndex {
  /** An empty index. */
  constructor(options?: { scanning?: boolean | undefined })
  /** An index of many hashes, made on a worker thread. Also throws `LIMIT_EXCEEDED` and `CANCELLED`. */
  static build(hashes: Hashes, options?: BuildOptions): Promise<PerceptualIndex>
  /** Stores a hash, and gives its number. */
  insert(hash: Hash256): number
  /** Stores many hashes on this thread, and gives the number of the first; use `build` for a whole list. */
  extend(hashes: Hashes): number
  /** Removes a hash; `false` when there is none with this number. */
  remove(id: number): boolean
  /** The 32 bytes of a hash. */
  get(id: number): Uint8Array | undefined
  /** Every stored hash near one, nearest first. */
  find(hash: Hash256, radius?: number): HashMatch[]
  /** The same for many, on a worker thread; it sees the index as it is when called. */
  findAll(hashes: Hashes, options?: FindOptions & RunOptions): Promise<HashMatches>
  /** As `findAll`, on the calling thread. */
  findAllSync(hashes: Hashes, options?: FindOptions): HashMatches
  /** How a batch of queries is searched; all ways find the same. */
  plan(queries?: number, radius?: number): 'tables' | 'scan'
  /** The bytes of memory that the index takes. */
  readonly bytes: number
  /** How many hashes are stored and not removed. */
  readonly length: number
}
